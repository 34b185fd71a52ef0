import { FORMATS } from '@waybill/carriers';
import {
  type ChangedScan,
  concernedShipments,
  IDENTIFIER,
  readAgain,
  type ScanHistory,
  type ScanPush,
  SHIPMENT,
  scansFold,
} from '@waybill/domain';
import {
  deliveriesStream,
  formatInstant,
  type Identifier,
  type Instant,
  identifierStream,
  parseSubject,
  rawStream,
  type StoredEvent,
  scansStream,
  shipmentStream,
  storedEventId,
} from '@waybill/events';
import type { StreamWriter } from '@waybill/streams';
import { eventIn, type Intake } from '@waybill/tracking';
import { factSource, type KnownSource } from '../sources/source-book';
import { historiesOf, type KeptFact } from './histories';
import { PushLog } from './push-log';
import { pushOf } from './push-record';
import { type PushRead, readPush } from './read-push';
import type { SaidFact, ScanChange } from './renormalization.schemas';
import { ScanCorrections, scansNoted } from './scan-corrections';
import { type RawReference, reportOfFact } from './sender-fact';

type Delivery = StoredEvent<'dev.waybill.push-taken-in.v1'>;
type Gone = { readonly scanId: string; readonly at: number };

/** A history in the light of a push that is read again: what its source had noted, and what the push says of it now. */
interface Reread {
  readonly stream: string;
  readonly push: ScanPush;
  readonly gone: readonly Gone[];
}

/** A fact's id is that of its scan and, but for fixes, a hash of what it says. */
const scanOfFact = (factId: string): string | undefined => (factId.includes('.') ? factId.slice(0, factId.indexOf('.')) : undefined);

const NOTHING_SAID: ScanPush = { readings: [], withdrawals: [], isDated: true };

/** Reads pushes that were kept by the status map of today, and has the facts say so where that makes a difference. */
export class Renormalization {
  private readonly pushes: PushLog;
  private readonly corrections: ScanCorrections;

  constructor(
    private readonly writer: StreamWriter,
    private readonly intake: Intake,
  ) {
    this.pushes = new PushLog(writer);
    this.corrections = new ScanCorrections(writer);
  }

  /** What changes through one push. With `apply` it is so afterwards; doing so again changes nothing. */
  async readAgain(
    source: KnownSource,
    delivery: Delivery,
    apply: boolean,
    format = FORMATS[source.format],
  ): Promise<readonly ScanChange[]> {
    const { data, recordedTime: receivedTime } = delivery;
    const raw = data.mappingVersion === format.mappingVersion ? undefined : await this.rawOf(source, data);
    if (!raw) return [];
    const read = await readPush(this.writer, format, source, pushOf(raw.data), receivedTime);
    const changes: ScanChange[] = [];
    for (const reread of await this.histories(source, delivery, read)) {
      const history = (await this.writer.load(scansFold, reread.stream)).state;
      for (const change of await this.inOne(source, reread, read.kept, data, history, apply))
        changes.push(await this.described(source, change, history, read, data));
    }
    if (apply) await this.pushes.noteUnmapped(source, read.normalization, data, this.writer.now());
    return changes;
  }

  private async rawOf(
    { sourceId }: KnownSource,
    { day, push, revision }: Delivery['data'],
  ): Promise<StoredEvent<'dev.waybill.push-received.v1'> | undefined> {
    const only = revision === undefined ? {} : { fromRevision: revision, maxCount: 1 };
    for await (const event of this.writer.log.read(rawStream(sourceId, day), only))
      if (event.type === 'dev.waybill.push-received.v1' && event.eventId === push) return event;
    return undefined;
  }

  /** The histories that the push speaks of now, and those of scans that it spoke of when it was taken in. */
  private async histories(
    { sourceId }: KnownSource,
    { data, recordedTime }: Delivery,
    { normalization, kept }: PushRead,
  ): Promise<readonly Reread[]> {
    const at = normalization.pushTime ?? recordedTime;
    const read = new Set(normalization.reports.map(({ id }) => id));
    const told = data.scans.flatMap(({ id, outcome }) => (id === undefined || outcome === 'rejected' ? [] : (scanOfFact(id) ?? [])));
    const gone = new Set(told.filter((scanId) => !read.has(scanId)));
    const found: Reread[] = [];
    for (const { key, push } of historiesOf(normalization, kept, recordedTime)) {
      const stream = scansStream(sourceId, key);
      const { scans } = (await this.writer.load(scansFold, stream)).state;
      const ofHistory = [...gone].filter((scanId) => Object.hasOwn(scans, scanId));
      for (const scanId of ofHistory) gone.delete(scanId);
      found.push({ stream, push, gone: ofHistory.map((scanId) => ({ scanId, at })) });
    }
    for (const scanId of gone) found.push({ stream: scansStream(sourceId, scanId), push: NOTHING_SAID, gone: [{ scanId, at }] });
    return found;
  }

  private async inOne(
    source: KnownSource,
    { stream, push, gone }: Reread,
    kept: readonly KeptFact[],
    raw: RawReference,
    before: ScanHistory,
    apply: boolean,
  ): Promise<readonly ChangedScan[]> {
    const changed: ChangedScan[] = [];
    let history = before;
    for (;;) {
      const next = readAgain(history, push, gone);
      changed.push(...next.changed);
      if (!next.noted) break;
      if (apply) await this.takeIn(source, next.changed, kept, raw);
      history = apply ? await this.note(stream, push, gone) : next.history;
    }
    // Also what is noted already: the process may have ended before the facts said so.
    if (apply)
      await this.corrections.settle(
        source,
        history,
        [...push.readings, ...gone].map(({ scanId }) => scanId),
      );
    return changed;
  }

  private async takeIn(source: KnownSource, changed: readonly ChangedScan[], kept: readonly KeptFact[], raw: RawReference): Promise<void> {
    const wanted = new Set(changed.flatMap(({ after }) => after ?? []));
    const facts = kept.filter(({ fact }) => wanted.has(fact.id));
    if (facts.length > 0) await this.intake.takeIn(facts.map(({ fact, subject }) => reportOfFact(fact, subject, factSource(source), raw)));
  }

  private async note(stream: string, push: ScanPush, gone: readonly Gone[]): Promise<ScanHistory> {
    const { result } = await this.writer.write<ScanHistory, ScanHistory>(scansFold, stream, ({ state, revision }) => {
      const { noted, history } = readAgain(state, push, gone);
      const events = noted ? [scansNoted(stream, revision + 1, noted, this.writer.now())] : [];
      return { events, bytes: JSON.stringify(noted ?? '').length, result: history };
    });
    return result;
  }

  private async described(
    source: KnownSource,
    { scanId, before, after }: ChangedScan,
    history: ScanHistory,
    { kept }: PushRead,
    { push }: RawReference,
  ): Promise<ScanChange> {
    const subject = history.scans[scanId]?.readings.find(({ factId }) => factId === before)?.subject;
    const said = before === undefined || subject === undefined ? undefined : await this.factInLog(source, before, subject);
    const read = after === undefined ? undefined : kept.find(({ fact }) => fact.id === after);
    const known = said ?? (read && { shipmentIds: await this.shipmentsOf(read.subject) });
    return {
      scanId,
      push,
      pointer: read?.fact.report.pointer ?? null,
      shipmentIds: [...(known?.shipmentIds ?? [])],
      before: said?.fact ?? null,
      after: read ? { type: read.fact.type, time: formatInstant(read.fact.time), data: { ...read.fact.data } } : null,
    };
  }

  private async shipmentsOf(subject: Identifier): Promise<readonly string[]> {
    return concernedShipments((await this.writer.load(IDENTIFIER.fold, identifierStream(subject))).state);
  }

  /** A fact as it stands in the log, and the shipments that have or had the name that it is about. */
  private async factInLog(
    source: KnownSource,
    factId: string,
    subject: string,
  ): Promise<{ readonly fact?: SaidFact; readonly shipmentIds: readonly string[] }> {
    const parsed = parseSubject(subject);
    if ('fault' in parsed || parsed.kind !== 'identifier') return { shipmentIds: [] };
    const shipmentIds = await this.shipmentsOf(parsed.identifier);
    const idIn = (stream: string): string => storedEventId(factSource(source), factId, stream);
    let event: StoredEvent | undefined;
    for (const stream of shipmentIds.map(shipmentStream)) event ??= await eventIn(this.writer, SHIPMENT.fold, stream, idIn(stream));
    const own = identifierStream(parsed.identifier);
    event ??= await eventIn(this.writer, IDENTIFIER.fold, own, idIn(own));
    return { shipmentIds, ...(event && { fact: { type: event.type, time: formatInstant(event.time), data: { ...event.json } } }) };
  }
}

/** The deliveries of a source, from the newest that is wanted back to a time. */
export async function* deliveriesBack(
  writer: StreamWriter,
  sourceId: string,
  since: Instant,
  fromRevision: number | undefined,
): AsyncGenerator<Delivery> {
  for await (const event of writer.log.read(deliveriesStream(sourceId), { direction: 'backwards', fromRevision })) {
    if (event.recordedTime < since) return;
    if (event.type === 'dev.waybill.push-taken-in.v1') yield event;
  }
}
