import type { Normalization } from '@waybill/carriers';
import { countedOf, type KnownScan, nextNote, type ScanHistory, type ScanPush, scansFold } from '@waybill/domain';
import {
  formatInstant,
  type Instant,
  latestPosition,
  type NewEvent,
  parseSubject,
  type StoredEvent,
  scansStream,
  storedEventId,
} from '@waybill/events';
import type { StreamWriter } from '@waybill/streams';
import { setStanding } from '@waybill/tracking';
import { factSource, type KnownSource } from '../sources/source-book';
import { type History, historiesOf, type KeptFact } from './histories';

/** What became of earlier scans through a push. */
export interface Corrected {
  /** Facts that no longer count, or count again. */
  readonly corrected: number;
  /** Scans that the sender's whole history no longer has. */
  readonly missing: number;
  readonly position: bigint;
}

/** What pushes say of scans, as an event of their history. */
export function scansNoted(
  stream: string,
  revision: number,
  data: StoredEvent<'dev.waybill.scans-noted.v1'>['data'],
  now: Instant,
): NewEvent<'dev.waybill.scans-noted.v1'> {
  const recordedtime = formatInstant(now);
  const [id, source] = [String(revision), 'urn:waybill:carriers'];
  const metadata = { specversion: '1.0' as const, id, source, subject: stream, time: recordedtime, recordedtime };
  return { eventId: storedEventId(source, id, stream), type: 'dev.waybill.scans-noted.v1', data, metadata };
}

function reasonOf(scan: KnownScan | undefined, counts: boolean): string {
  if (counts) return 'its sender says so again';
  return scan?.withdrawnAt === undefined ? 'corrected by its sender' : 'withdrawn by its sender';
}

/** Remembers what a source says of its scans, and has what it no longer says not count any more. */
export class ScanCorrections {
  constructor(private readonly writer: StreamWriter) {}

  async apply(source: KnownSource, normalization: Normalization, facts: readonly KeptFact[], now: Instant): Promise<Corrected> {
    const histories = historiesOf(normalization, facts, now);
    const all = await Promise.all(histories.map((history) => this.applyTo(source, history, now)));
    return all.reduce(
      (sum, one) => ({
        corrected: sum.corrected + one.corrected,
        missing: sum.missing + one.missing,
        position: latestPosition(one.position, sum.position),
      }),
      { corrected: 0, missing: 0, position: 0n },
    );
  }

  private async applyTo(source: KnownSource, { key, push }: History, now: Instant): Promise<Corrected> {
    const history = await this.note(source, key, push, now);
    const touched = new Set([...push.readings, ...push.withdrawals].map(({ scanId }) => scanId));
    const { corrected, position } = await this.settle(source, history, [...touched]);
    return { corrected, missing: Object.values(history.scans).filter(({ isMissing }) => isMissing).length, position };
  }

  /** Has those facts of the scans count that do by now, and no others. @returns how many do not */
  async settle(source: KnownSource, { scans }: ScanHistory, scanIds: readonly string[]): Promise<Omit<Corrected, 'missing'>> {
    let corrected = 0;
    let position = 0n;
    for (const scanId of scanIds) {
      const scan = scans[scanId];
      for (const { factId, subject, counts } of scan ? countedOf(scan) : []) {
        const parsed = parseSubject(subject);
        if ('fault' in parsed || parsed.kind !== 'identifier') continue;
        const reason = reasonOf(scan, counts);
        const at = await setStanding(this.writer, { source: factSource(source), id: factId, subject: parsed.identifier, counts, reason });
        if (!counts) corrected += 1;
        position = latestPosition(at, position);
      }
    }
    return { corrected, position };
  }

  /** The history with the push in it. */
  private async note(source: KnownSource, key: string, push: ScanPush, now: Instant): Promise<ScanHistory> {
    const stream = scansStream(source.sourceId, key);
    for (;;) {
      const { result } = await this.writer.write<ScanHistory, { history: ScanHistory; more: boolean }>(scansFold, stream, (view) => {
        const { noted, history, more } = nextNote(view.state, push);
        const events = noted ? [scansNoted(stream, view.revision + 1, noted, now)] : [];
        return { events, bytes: JSON.stringify(noted ?? '').length, result: { history, more } };
      });
      if (!result.more) return result.history;
    }
  }
}
