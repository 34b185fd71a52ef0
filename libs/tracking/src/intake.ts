import {
  covers,
  IDENTIFIER,
  type IdentifierState,
  idIn,
  type Settlement,
  SHIPMENT,
  type ShipmentState,
  type Standing,
  sameFact,
  settlement,
  standingOf,
  targetsOf,
} from '@waybill/domain';
import { isUnusable, StreamDeleted, StreamUnreadable } from '@waybill/event-store';
import { type Identifier, identifierStream, isUnit, latestPosition, type Report, shipmentStream } from '@waybill/events';
import { type Step, type StreamView, type StreamWriter, WriteConflict, type Written } from '@waybill/streams';
import { type HashedReport, hashed, type KeptOutcome, type ReportOutcome } from './report';
import { untilKnown, writeKnowing } from './streams-until-known';

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

type Kept = 'appended' | 'duplicate' | 'conflict';
interface Parked {
  /** `held`: nothing was parked, since these shipments hold the name. */
  readonly kept: Kept | 'held';
  readonly shipmentIds: readonly string[];
}

/** Appends a report to a stream unless the stream has it. One that attribution moved away from there is left to the reactor, which hears of everything. */
function keep({ stream, seen }: StreamView<unknown>, report: HashedReport): Step<Kept> {
  const event = sameFact(stream, report.fact);
  const known = seen.hashOf(event.eventId);
  if (known !== undefined) return { events: [], result: known === report.hash ? 'duplicate' : 'conflict' };
  return { events: [event], bytes: report.bytes, result: 'appended' };
}

/** How a report stands in the stream of what it is about. */
function standing({ stream, seen, state }: StreamView<IdentifierState>, { fact }: HashedReport): Standing {
  const eventId = idIn(stream, fact);
  return standingOf(eventId, seen.has(eventId), state.retracted);
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
      const settled = await Promise.allSettled(reports.map((report) => this.land(hashed(report, now)).catch(refusedAlone)));
      const all = settled.map((result) => {
        if (result.status === 'fulfilled') return result.value;
        throw result.reason instanceof WriteConflict ? new Overloaded(result.reason.message) : result.reason;
      });
      const position = latestPosition(...all.map((one) => one.position)) ?? null;
      return { position, outcomes: all.map(({ outcome }) => outcome) };
    } finally {
      this.inFlight -= reports.length;
    }
  }

  private land(report: HashedReport): Promise<Landed> {
    const { subject } = report;
    if (subject.kind === 'shipment') return this.landOnShipment(subject.shipmentId, report);
    return isUnit(subject.identifier) ? this.landOnUnit(subject.identifier, report) : this.landOnName(subject.identifier, report);
  }

  private async landOnShipment(shipmentId: string, report: HashedReport): Promise<Landed> {
    const { result, position } = await this.writer.write<ShipmentState, Kept | 'unregistered'>(
      SHIPMENT.fold,
      shipmentStream(shipmentId),
      (memory) => (memory.state.phase === 'registered' ? keep(memory, report) : { events: [], result: 'unregistered', doubtful: true }),
    );
    if (result !== 'unregistered') return landed(result, [shipmentId], position);
    return this.park({ scheme: 'shipment', value: shipmentId }, report);
  }

  /** Every report about a unit is kept once in the unit's stream; the shipments aboard get copies. */
  private async landOnUnit(unit: Identifier, report: HashedReport): Promise<Landed> {
    const stream = identifierStream(unit);
    const kept = await this.writer.write<IdentifierState, Kept>(IDENTIFIER.fold, stream, (view) => keep(view, report));
    const shipmentIds = await untilKnown(this.writer, (known) => targetsOf(unit, report.time, known));
    if (kept.result === 'conflict') return landed('conflict', [], kept.position);
    if (kept.result === 'duplicate') return landed('duplicate', shipmentIds, await this.copied(report, shipmentIds, kept.position));
    const copies = settlement({ identifier: unit, kept: 'counts' }, shipmentIds);
    const position = copies.length <= INLINE_COPIES ? await this.copy(report, copies, kept.position) : kept.position;
    return landed(shipmentIds.length > 0 ? 'appended' : 'parked', shipmentIds, position);
  }

  /** The unit's stream has the report, so a copy that fails here is not lost: the attribution reactor makes it. */
  private async copy(report: HashedReport, steps: readonly Settlement[], position: bigint): Promise<bigint> {
    const shipmentIds = steps.flatMap((step) => (step.kind === 'give' ? [step.shipmentId] : []));
    const copies = await Promise.allSettled(shipmentIds.map((shipmentId) => this.keepFor(shipmentId, report)));
    return copies.reduce((max, copy) => (copy.status === 'fulfilled' ? latestPosition(max, copy.value.position) : max), position);
  }

  /** At or after the copies that shipments have of an earlier delivery. One that is missing is not made here: a person may have said that it is wrong. */
  private async copied(report: HashedReport, shipmentIds: readonly string[], position: bigint): Promise<bigint> {
    if (shipmentIds.length > INLINE_COPIES) return position;
    const found = await Promise.allSettled(
      shipmentIds.map((shipmentId) =>
        this.writer.write<ShipmentState, void>(SHIPMENT.fold, shipmentStream(shipmentId), ({ stream, seen }) => ({
          events: [],
          result: undefined,
          doubtful: !seen.has(idIn(stream, report.fact)),
        })),
      ),
    );
    return found.reduce((max, one) => {
      if (one.status === 'fulfilled') return latestPosition(max, one.value.position);
      if (isUnusable(one.reason)) return max;
      throw one.reason;
    }, position);
  }

  private keepFor(shipmentId: string, report: HashedReport): Promise<Written<Kept>> {
    return this.writer.write<ShipmentState, Kept>(SHIPMENT.fold, shipmentStream(shipmentId), (view) => keep(view, report));
  }

  /** A name that one shipment holds at a time leads to that shipment; what it does not hold waits in the name's own stream. */
  private async landOnName(identifier: Identifier, report: HashedReport): Promise<Landed> {
    const { result, position } = await this.parkUnlessHeld(identifier, report);
    const { kept, shipmentIds } = result;
    if (kept === 'duplicate') return landed('duplicate', shipmentIds, await this.copied(report, shipmentIds, position));
    if (kept !== 'held') return landed(kept === 'appended' ? 'parked' : 'conflict', [], position);
    const copies = await this.keepForAll(shipmentIds, report);
    // The name is free now, or another shipment's.
    if (!copies) return this.landOnName(identifier, report);
    const outcome = (['conflict', 'appended'] as const).find((kind) => copies.some((one) => one.result === kind)) ?? 'duplicate';
    return landed(outcome, shipmentIds, latestPosition(position, ...copies.map((copy) => copy.position)));
  }

  /** Parks at the very revision at which no shipment holds the name. */
  private parkUnlessHeld(identifier: Identifier, report: HashedReport): Promise<Written<Parked>> {
    return writeKnowing<Parked>(this.writer, identifierStream(identifier), (view, known) => {
      const shipmentIds = targetsOf(identifier, report.time, known);
      this.refuseFor(view.state, report.time);
      const kept = standing(view, report);
      const isToBeParked = settlement({ identifier, kept }, shipmentIds).some(({ kind }) => kind === 'park');
      if (!isToBeParked && kept === 'absent') return { events: [], result: { kept: 'held', shipmentIds } };
      const step = keep(view, report);
      return { ...step, result: { kept: step.result, shipmentIds } };
    });
  }

  /** A report that would be parked here is another shipment's as soon as that can be read again: it is not to be lost on the way. */
  private refuseFor({ holdings }: IdentifierState, time: number): void {
    for (const holding of holdings) {
      const why = covers(holding, time) ? this.writer.whyUnusable(shipmentStream(holding.shipmentId)) : undefined;
      if (why instanceof StreamUnreadable) throw why;
    }
  }

  /** Undefined when a shipment has been erased meanwhile. */
  private async keepForAll(shipmentIds: readonly string[], report: HashedReport): Promise<Written<Kept>[] | undefined> {
    try {
      return await Promise.all(shipmentIds.map((shipmentId) => this.keepFor(shipmentId, report)));
    } catch (error) {
      if (error instanceof StreamDeleted) return undefined;
      throw error;
    }
  }

  private async park(identifier: Identifier, report: HashedReport): Promise<Landed> {
    const stream = identifierStream(identifier);
    const { result, position } = await this.writer.write<IdentifierState, Kept>(IDENTIFIER.fold, stream, (view) => keep(view, report));
    return landed(result === 'appended' ? 'parked' : result, [], position);
  }
}
