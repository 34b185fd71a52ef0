import type { EventLog } from '@waybill/event-store';
import { type Identifier, type Instant, identifierStream, isNaming, type StoredEvent } from '@waybill/events';
import { type LiveReadModels, nameLines, SHIPMENTS } from '@waybill/read-model';
import { shipmentNotFound } from './shipment-not-found';

/** A name that a shipment took or gave up, as a line of its timeline tells. */
interface NameChange {
  readonly eventId: string;
  readonly stream: string;
  readonly recordedTime: Instant;
}

/** So many events around the likely place are read first; a stream that is no longer than that is read whole. */
const NEAR = 100;

/**
 * The events with which a shipment took and gave up its names, in the order of each name's stream. The log has no way from a shipment to
 * these, its timeline has. A unit's stream holds every report about the unit, so it is read only around the places at which they stand.
 */
export async function nameChangesOf(log: EventLog, live: LiveReadModels, shipmentId: string): Promise<StoredEvent[]> {
  const changes = await linesOf(live, shipmentId);
  const streams = [...new Set(changes.map(({ stream }) => stream))];
  const found = streams.map((stream) => new NameStream(log, stream).find(changes.filter((change) => change.stream === stream)));
  return (await Promise.all(found)).flat();
}

/** How the shipment took the names of its registration, as far as that stands near the beginning of their streams. */
export async function firstNamesOf(log: EventLog, shipmentId: string, registered: readonly Identifier[]): Promise<StoredEvent[]> {
  const names: StoredEvent[] = [];
  for (const identifier of registered) {
    for await (const event of log.read(identifierStream(identifier), { maxCount: NEAR })) {
      if (isNaming(event) && event.data.shipmentId === shipmentId) names.push(event);
    }
  }
  return names;
}

async function linesOf(live: LiveReadModels, shipmentId: string): Promise<NameChange[]> {
  const lines = await live.on([SHIPMENTS], (database, { shipments }) => nameLines(database, shipments, shipmentId));
  if (!lines) throw shipmentNotFound();
  return lines.map(({ eventId, identifier, recordedTime }) => ({ eventId, stream: identifierStream(identifier), recordedTime }));
}

/** The stream of one name, in which events are looked for by the time at which they were recorded. */
class NameStream {
  constructor(
    private readonly log: EventLog,
    private readonly stream: string,
  ) {}

  async find(changes: readonly NameChange[]): Promise<StoredEvent[]> {
    const last = (await this.log.readLast(this.stream))?.revision ?? -1;
    const found = new Map<string, StoredEvent>();
    for (const { eventId, recordedTime } of changes) {
      if (found.has(eventId)) continue;
      for await (const event of this.around(await this.placeOf(recordedTime, last), last)) {
        if (changes.some((change) => change.eventId === event.eventId)) found.set(event.eventId, event);
        if (found.has(eventId)) break;
      }
    }
    return [...found.values()].sort((a, b) => a.revision - b.revision);
  }

  /** About where something stands that was recorded at a time. It may stand elsewhere: not all clocks are the same. */
  private async placeOf(time: Instant, last: number): Promise<number> {
    let [low, high] = [0, last];
    while (high - low > NEAR) {
      const middle = Math.floor((low + high) / 2);
      if ((await this.recordedAt(middle)) < time) low = middle;
      else high = middle;
    }
    return low;
  }

  private async recordedAt(revision: number): Promise<number> {
    for await (const { recordedTime } of this.log.read(this.stream, { fromRevision: revision, maxCount: 1 })) return recordedTime;
    return Number.POSITIVE_INFINITY;
  }

  /** Every event of the stream, those near a place first. */
  private async *around(place: number, last: number): AsyncGenerator<StoredEvent> {
    let [from, to] = [place, place];
    for (let width = NEAR; from > 0 || to <= last; width *= 2) {
      const before = Math.max(0, from - width);
      if (to <= last) yield* this.log.read(this.stream, { fromRevision: to, maxCount: width });
      if (before < from) yield* this.log.read(this.stream, { fromRevision: before, maxCount: from - before });
      [from, to] = [before, to + width];
    }
  }
}
