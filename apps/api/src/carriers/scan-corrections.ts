import type { CarrierReport, Normalization } from '@waybill/carriers';
import { countedOf, nextNote, type ScanHistory, type ScanPush, type ScanReading, scansFold } from '@waybill/domain';
import {
  formatInstant,
  type Identifier,
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
import { type SenderFact, subjectText } from './sender-fact';

/** A fact with the name under which it is kept. */
export interface KeptFact {
  readonly fact: SenderFact;
  readonly subject: Identifier;
}

/** What became of earlier scans through a push. */
export interface Corrected {
  /** Facts that no longer count, or count again. */
  readonly corrected: number;
  /** Scans that the sender's whole history no longer has. */
  readonly missing: number;
  readonly position: bigint;
}

/** One history of a push: what a sender repeats as a whole, or a single scan. */
interface History {
  readonly key: string;
  readonly push: ScanPush;
}

const historyKey = ({ history, id }: CarrierReport): string => history ?? id;

/** A fix is never told otherwise, unless its sender says when it changed it. */
const isRemembered = ({ statement, updatedTime }: CarrierReport): boolean => statement.kind !== 'position' || updatedTime !== undefined;

/**
 * Roughly when a push with a whole history was made, where its sender does not say so: not before the last thing in it. Good enough to
 * see that a push is older than another one.
 */
function latestOf(reports: readonly CarrierReport[], now: Instant): number | undefined {
  const times = reports.flatMap(({ time, statement }) =>
    'instant' in time && statement.kind === 'milestone' && statement.classifier === 'ACT' && time.instant <= now ? time.instant : [],
  );
  return times.length === 0 ? undefined : times.reduce((latest, one) => Math.max(latest, one), 0);
}

function historiesOf({ pushTime, wholeHistories, reports }: Normalization, facts: readonly KeptFact[], now: Instant): History[] {
  const whole = new Set(wholeHistories);
  const subjects = new Map(facts.map(({ fact, subject }) => [fact.report, { fact, subject }]));
  const groups = new Map<string, CarrierReport[]>();
  for (const report of reports.filter(isRemembered)) {
    const key = historyKey(report);
    const group = groups.get(key);
    if (group) group.push(report);
    else groups.set(key, [report]);
  }
  return [...groups].map(([key, group]) => {
    const isWhole = whole.has(key);
    const toldAt = ({ updatedTime }: CarrierReport): Instant => (isWhole ? pushTime : (updatedTime ?? pushTime)) ?? now;
    const readings = group.flatMap((report): ScanReading[] => {
      const kept = subjects.get(report);
      if (!kept || report.statement.kind === 'retraction') return [];
      const isActual = report.statement.kind !== 'milestone' || report.statement.classifier === 'ACT';
      const { mappingVersion, id: scanId } = report;
      return [{ scanId, factId: kept.fact.id, subject: subjectText(kept.subject), at: toldAt(report), mappingVersion, isActual }];
    });
    const withdrawals = group.flatMap((report) =>
      report.statement.kind === 'retraction' ? [{ scanId: report.id, at: toldAt(report) }] : [],
    );
    const isDated = pushTime !== undefined || (!isWhole && group.every(({ updatedTime }) => updatedTime !== undefined));
    return { key, push: { readings, withdrawals, isDated, ...(isWhole && { wholeAt: pushTime ?? latestOf(group, now) }) } };
  });
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
    let corrected = 0;
    let position = 0n;
    for (const scanId of touched) {
      const scan = history.scans[scanId];
      for (const { factId, subject, counts } of scan ? countedOf(scan) : []) {
        const parsed = parseSubject(subject);
        if ('fault' in parsed || parsed.kind !== 'identifier') continue;
        const reason = counts
          ? 'its sender says so again'
          : scan?.withdrawnAt === undefined
            ? 'corrected by its sender'
            : 'withdrawn by its sender';
        const at = await setStanding(this.writer, { source: factSource(source), id: factId, subject: parsed.identifier, counts, reason });
        if (!counts) corrected += 1;
        position = latestPosition(at, position);
      }
    }
    return { corrected, missing: Object.values(history.scans).filter(({ isMissing }) => isMissing).length, position };
  }

  /** The history with the push in it. */
  private async note(source: KnownSource, key: string, push: ScanPush, now: Instant): Promise<ScanHistory> {
    const stream = scansStream(source.sourceId, key);
    for (;;) {
      const { result } = await this.writer.write<ScanHistory, { history: ScanHistory; more: boolean }>(scansFold, stream, (view) => {
        const { noted, history, more } = nextNote(view.state, push);
        const events = noted ? [this.event(stream, view.revision + 1, noted, now)] : [];
        return { events, bytes: JSON.stringify(noted ?? '').length, result: { history, more } };
      });
      if (!result.more) return result.history;
    }
  }

  private event(
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
}
