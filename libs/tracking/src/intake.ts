import { covers, type IdentifierState, identifierFold, type ShipmentState, shipmentFold, targetsOf } from '@waybill/domain';
import { isUnusable, StreamDeleted, StreamUnreadable } from '@waybill/event-store';
import { type Identifier, identifierStream, isUnit, sameIdentifier, shipmentStream, storedEventId } from '@waybill/events';
import { type Step, type StreamView, type StreamWriter, WriteConflict, type Written } from '@waybill/streams';
import { type Delivery, deliveryOf, eventUnder, type KeptOutcome, type Report, type ReportOutcome } from './report';
import { isComplete, resolveTargets, warmStreams } from './resolution';

/** What became of the reports of one request. `position` is at or after everything named; null when nothing is. */
export interface TakenIn {
  readonly position: bigint | null;
  readonly outcomes: readonly ReportOutcome[];
}

/** More reports are on their way into the log than this process may hold. Nothing of the request was taken in. */
export class Overloaded extends Error {}

/** Shipments aboard a unit that get their copy before the answer; the attribution reactor serves those beyond. */
export const INLINE_COPIES = 200;
const MAX_SHIPMENT_IDS = 200;
const MAX_IN_FLIGHT = 20_000;
const ROUNDS = 10;

type Kept = 'appended' | 'duplicate' | 'conflict';

/** Appends a report to a stream unless the stream has it. */
function keep(memory: StreamView<unknown>, delivery: Delivery): Step<Kept> {
  const eventId = storedEventId(delivery.source, delivery.id, memory.stream);
  const known = memory.seen.hashOf(eventId);
  if (known !== undefined) return { events: [], result: known === delivery.hash ? 'duplicate' : 'conflict' };
  return { events: [eventUnder(eventId, delivery)], bytes: delivery.bytes, result: 'appended' };
}

interface Landed {
  readonly outcome: ReportOutcome;
  /** Undefined when nothing was kept. */
  readonly position?: bigint;
}

/** A report whose stream is unusable is refused by itself: others of its request have nothing to do with that. */
const refusedAlone = (error: unknown): Landed => {
  if (isUnusable(error)) return { outcome: { outcome: 'refused', shipmentIds: [], why: error } };
  throw error;
};

function landed(outcome: KeptOutcome['outcome'], shipmentIds: readonly string[], position: bigint): Landed {
  if (shipmentIds.length <= MAX_SHIPMENT_IDS) return { outcome: { outcome, shipmentIds }, position };
  return { outcome: { outcome, shipmentIds: shipmentIds.slice(0, MAX_SHIPMENT_IDS), shipmentIdsTruncated: true }, position };
}

const latest = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** Takes reports in: each ends in the stream that its subject leads to, exactly once, whatever is redelivered or retried. */
export class Intake {
  private inFlight = 0;

  constructor(private readonly writer: StreamWriter) {}

  /** Answers only when the store acknowledged everything. Rejects when the fate of any report is unknown: safe to send again. */
  async takeIn(reports: readonly Report[]): Promise<TakenIn> {
    if (this.inFlight + reports.length > MAX_IN_FLIGHT) throw new Overloaded('too many reports on their way into the log');
    this.inFlight += reports.length;
    try {
      const now = this.writer.now();
      const settled = await Promise.allSettled(reports.map((report) => this.land(deliveryOf(report, now)).catch(refusedAlone)));
      const failed = settled.find((result) => result.status === 'rejected');
      if (failed) throw failed.reason instanceof WriteConflict ? new Overloaded(failed.reason.message) : failed.reason;
      const all = settled.map((result) => (result as PromiseFulfilledResult<Landed>).value);
      const position = all.reduce<bigint | null>((max, { position: own }) => (own === undefined ? max : latest(max ?? own, own)), null);
      return { position, outcomes: all.map(({ outcome }) => outcome) };
    } finally {
      this.inFlight -= reports.length;
    }
  }

  private land(delivery: Delivery): Promise<Landed> {
    const { subject } = delivery;
    if (subject.kind === 'shipment') return this.landOnShipment(subject.shipmentId, delivery);
    return isUnit(subject.identifier) ? this.landOnUnit(subject.identifier, delivery) : this.landOnName(subject.identifier, delivery);
  }

  private async landOnShipment(shipmentId: string, delivery: Delivery): Promise<Landed> {
    const { result, position } = await this.writer.write<ShipmentState, Kept | 'unregistered'>(
      shipmentFold,
      shipmentStream(shipmentId),
      (memory) => (memory.state.registered ? keep(memory, delivery) : { events: [], result: 'unregistered', doubtful: true }),
    );
    if (result !== 'unregistered') return landed(result, [shipmentId], position);
    return this.park({ scheme: 'shipment', value: shipmentId }, delivery);
  }

  /** Every report about a unit is kept once in the unit's stream; the shipments aboard get copies. */
  private async landOnUnit(unit: Identifier, delivery: Delivery): Promise<Landed> {
    const kept = await this.writer.write<IdentifierState, Kept>(identifierFold, identifierStream(unit), (memory) => keep(memory, delivery));
    const shipmentIds = await resolveTargets(this.writer, unit, delivery.time);
    if (kept.result === 'conflict') return landed('conflict', [], kept.position);
    if (kept.result === 'duplicate') return landed('duplicate', shipmentIds, await this.copied(delivery, shipmentIds, kept.position));
    const position = shipmentIds.length <= INLINE_COPIES ? await this.copy(delivery, shipmentIds, kept.position) : kept.position;
    return landed(shipmentIds.length > 0 ? 'appended' : 'parked', shipmentIds, position);
  }

  /** The unit's stream has the report, so a copy that fails here is not lost: the attribution reactor makes it. */
  private async copy(delivery: Delivery, shipmentIds: readonly string[], position: bigint): Promise<bigint> {
    const copies = await Promise.allSettled(shipmentIds.map((shipmentId) => this.keepFor(shipmentId, delivery)));
    return copies.reduce((max, copy) => (copy.status === 'fulfilled' ? latest(max, copy.value.position) : max), position);
  }

  /** At or after the copies that shipments have of an earlier delivery. One that is missing is not made here: somebody may have said that it is wrong. */
  private async copied(delivery: Delivery, shipmentIds: readonly string[], position: bigint): Promise<bigint> {
    if (shipmentIds.length > INLINE_COPIES) return position;
    const found = await Promise.allSettled(
      shipmentIds.map((shipmentId) =>
        this.writer.write<ShipmentState, void>(shipmentFold, shipmentStream(shipmentId), ({ stream, seen }) => ({
          events: [],
          result: undefined,
          doubtful: !seen.has(storedEventId(delivery.source, delivery.id, stream)),
        })),
      ),
    );
    return found.reduce((max, one) => {
      if (one.status === 'fulfilled') return latest(max, one.value.position);
      if (isUnusable(one.reason)) return max;
      throw one.reason;
    }, position);
  }

  private keepFor(shipmentId: string, delivery: Delivery): Promise<Written<Kept>> {
    return this.writer.write<ShipmentState, Kept>(shipmentFold, shipmentStream(shipmentId), (memory) => keep(memory, delivery));
  }

  /** A name that one shipment holds at a time leads to that shipment; nobody's reports wait in the name's own stream. */
  private async landOnName(identifier: Identifier, delivery: Delivery): Promise<Landed> {
    const stream = identifierStream(identifier);
    for (let round = 0; round < ROUNDS; round += 1) {
      const memory = await this.writer.load(identifierFold, stream);
      const shipmentIds = await resolveTargets(this.writer, identifier, delivery.time);
      this.refuseFor(memory.state, delivery.time);
      if (shipmentIds.length === 0 || memory.seen.has(storedEventId(delivery.source, delivery.id, stream))) {
        const parked = await this.parkUnlessHeld(identifier, delivery, shipmentIds);
        if (parked) return parked;
        continue;
      }
      const kept = await this.keepForAll(shipmentIds, delivery);
      if (!kept) continue;
      const result = (['conflict', 'appended', 'duplicate'] as const).find((kind) => kept.some((one) => one.result === kind)) as Kept;
      return landed(result, shipmentIds, kept.map(({ position }) => position).reduce(latest));
    }
    throw new Overloaded(`the holder of a ${identifier.scheme} keeps changing`);
  }

  /** A report that would be parked here is another shipment's as soon as that can be read again: it is not to be lost on the way. */
  private refuseFor({ holdings }: IdentifierState, time: number): void {
    for (const holding of holdings) {
      const why = covers(holding, time) ? this.writer.whyUnusable(shipmentStream(holding.shipmentId)) : undefined;
      if (why instanceof StreamUnreadable) throw why;
    }
  }

  /** Undefined when a shipment has been erased meanwhile: the name is free then. */
  private async keepForAll(shipmentIds: readonly string[], delivery: Delivery): Promise<Written<Kept>[] | undefined> {
    try {
      return await Promise.all(shipmentIds.map((shipmentId) => this.keepFor(shipmentId, delivery)));
    } catch (error) {
      if (error instanceof StreamDeleted) return undefined;
      throw error;
    }
  }

  private async park(identifier: Identifier, delivery: Delivery): Promise<Landed> {
    const { result, position } = await this.writer.write<IdentifierState, Kept>(identifierFold, identifierStream(identifier), (memory) =>
      keep(memory, delivery),
    );
    return landed(result === 'appended' ? 'parked' : result, [], position);
  }

  /** Parks at the very revision at which nobody holds the name; undefined when somebody does by then. */
  private async parkUnlessHeld(identifier: Identifier, delivery: Delivery, shipmentIds: readonly string[]): Promise<Landed | undefined> {
    const { result, position } = await this.writer.write<IdentifierState, Kept | 'held'>(
      identifierFold,
      identifierStream(identifier),
      (memory) => {
        if (memory.seen.has(storedEventId(delivery.source, delivery.id, memory.stream))) return keep(memory, delivery);
        const known = warmStreams(this.writer);
        const targets = targetsOf(identifier, delivery.time, {
          ...known,
          identifier: (name) => (sameIdentifier(name, identifier) ? memory.state : known.identifier(name)),
        });
        if (!isComplete(targets) || targets.shipmentIds.length > 0) return { events: [], result: 'held' };
        return keep(memory, delivery);
      },
    );
    if (result === 'held') return undefined;
    if (result === 'duplicate') return landed('duplicate', shipmentIds, await this.copied(delivery, shipmentIds, position));
    return landed(result === 'appended' ? 'parked' : 'conflict', [], position);
  }
}
