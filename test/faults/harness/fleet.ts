import { type EventLog, NO_STREAM } from '@waybill/event-store';
import { type Identifier, identifierStream, type NewEvent, shipmentStream, type Unit } from '@waybill/events';
import {
  assigned,
  copyFor,
  correction,
  deployment,
  fence,
  loaded,
  loadTrace,
  ping,
  registered,
  type StoryEvent,
  scan,
} from '../../support/shipment-story';
import { type Chance, chanceFor } from './chance';

/** Shipments aboard one vehicle. */
const ABOARD = 10;
/** Reports of a vehicle in one visit, each copied to all that is aboard; and events of each shipment in it, copies included. */
const UNIT_REPORTS = 5;
const SHIPMENT_EVENTS = 20;
const WRITES_AT_ONCE = 32;
const MILESTONES = ['PICKED_UP', 'ARRIVED_AT_HUB', 'DEPARTED_HUB', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERY_ATTEMPTED'] as const;
const YEAR_MINUTES = 365 * 24 * 60;
const DEPLOYMENT = '11111111-1111-4111-8111-111111111111';

/** Events of one vehicle and its shipments in one visit, and the one tracking number of each shipment in its first. */
export const VISIT_EVENTS = UNIT_REPORTS + ABOARD * SHIPMENT_EVENTS;

/** A write that is the same whenever it is made: the store recognises it when an interrupted run makes it again. */
interface Write {
  readonly stream: string;
  readonly expected: number;
  readonly events: readonly NewEvent[];
}

export interface FleetSize {
  readonly seed: number;
  readonly vehicles: number;
}

/**
 * A log as a fleet leaves it behind, appended without the API: vehicles with shipments aboard, their reports in both streams, scans, jumps,
 * late reports, corrections, carriers' estimates, and fences on their way. Turn by turn, each of some vehicles; always the same for one seed.
 */
export class Fleet {
  constructor(
    private readonly log: EventLog,
    private readonly size: FleetSize,
  ) {}

  static shipmentId(vehicle: number, place: number): string {
    return `FLEET-${vehicle}-${place}`;
  }

  static shipmentsOf(vehicle: number): string[] {
    return Array.from({ length: ABOARD }, (_, place) => Fleet.shipmentId(vehicle, place));
  }

  async begin(): Promise<void> {
    const fences = [fence('yard', 'no-entry', 50.1, 10), fence('port', 'inform', 50.3, 10)];
    for (const { stream, event } of [deployment(DEPLOYMENT), ...fences]) await this.log.append(stream, NO_STREAM, [event]);
  }

  /** Appends the visits number `first` to `first + count - 1`. Answers the position of the last event. */
  async visit(first: number, count: number): Promise<bigint> {
    const visits = Array.from({ length: count }, (_, n) => this.writesOf(first + n));
    // Loads are traced in a vehicle's stream already, and its reports are copied to the shipments already.
    await this.append(visits.flatMap(({ traces }) => traces));
    await this.append(visits.flatMap(({ shipments }) => shipments));
    return this.append(visits.map(({ reports }) => reports));
  }

  private async append(writes: Write[]): Promise<bigint> {
    let last = -1n;
    const writer = async (): Promise<void> => {
      for (let write = writes.shift(); write; write = writes.shift()) {
        const { position } = await this.log.append(write.stream, write.expected, write.events, 60_000);
        if (position > last) last = position;
      }
    };
    await Promise.all(Array.from({ length: WRITES_AT_ONCE }, writer));
    return last;
  }

  private writesOf(number: number): { readonly traces: Write[]; readonly shipments: Write[]; readonly reports: Write } {
    const vehicle = number % this.size.vehicles;
    const round = Math.floor(number / this.size.vehicles);
    const chance = chanceFor(this.size.seed, 'visit', number);
    const unit: Unit = { scheme: 'vehicle', value: `TRUCK-${vehicle}` };
    const unitStream = identifierStream(unit);
    const reports = Array.from({ length: UNIT_REPORTS }, (_, n) =>
      fix(round * 20 + n * 4, `${unit.value} ${round}/${n}`, unitStream, unit, chance),
    );
    const shipments = Fleet.shipmentsOf(vehicle);
    const loads = shipments.map((shipmentId) => loadTrace(shipmentId, unit, -50));
    return {
      traces: round === 0 ? [write(unitStream, NO_STREAM, loads)] : [],
      reports: write(unitStream, ABOARD + round * UNIT_REPORTS - 1, reports),
      shipments: shipments.flatMap((shipmentId) => shipmentWrites(shipmentId, round, unit, reports, chance)),
    };
  }
}

const write = (stream: string, expected: number, story: readonly StoryEvent[]): Write => ({
  stream,
  expected,
  events: story.map(({ event }) => event),
});

function shipmentWrites(shipmentId: string, round: number, unit: Unit, reports: readonly StoryEvent[], chance: Chance): Write[] {
  const copies = reports.map((report) => copyFor(shipmentId, report));
  const number: Identifier = { scheme: 'tracking-number', value: `dhl/${shipmentId}` };
  const head = round === 0 ? [registered(shipmentId), loaded(shipmentId, unit, -50)] : [];
  const own = ownReports(shipmentId, round, SHIPMENT_EVENTS - copies.length - head.length, chance);
  const events = write(shipmentStream(shipmentId), round * SHIPMENT_EVENTS - 1, [...head, ...chance.shuffled([...copies, ...own])]);
  return round === 0 ? [events, write(identifierStream(number), NO_STREAM, [assigned(number, shipmentId)])] : [events];
}

function ownReports(shipmentId: string, round: number, count: number, chance: Chance): StoryEvent[] {
  const story: StoryEvent[] = [];
  for (let n = 0; n < count; n += 1) {
    const at = round * 20 + n;
    const kind = chance.next();
    const late = chance.next() < 0.03 ? { recorded: at + 60 } : {};
    const fact = story.at(-1);
    if (kind < 0.06) story.push(scan({ shipmentId, at, milestone: chance.pick(MILESTONES), id: `scan ${round}/${n}`, ...late }));
    else if (kind < 0.08 && fact) story.push(correction('retracted', fact, at));
    else if (kind < 0.14) story.push(expected(shipmentId, at, `expected ${round}/${n}`, chance));
    else story.push(fix(at, `${shipmentId} ${round}/${n}`, shipmentStream(shipmentId), undefined, chance, late.recorded));
  }
  return story;
}

/** A carrier says when a shipment will arrive: after years, so that this is still to come whenever the test is run. */
const expected = (shipmentId: string, at: number, id: string, chance: Chance): StoryEvent =>
  scan({ shipmentId, at: YEAR_MINUTES * (4 + 4 * chance.next()), recorded: at, milestone: 'ETA_UPDATED', classifier: 'EST', id });

function fix(at: number, id: string, stream: string, unit: Identifier | undefined, chance: Chance, recorded = at): StoryEvent {
  const latitude = chance.next() < 0.01 ? 10 : 50 + at / 1000;
  const subject = unit ? `${unit.scheme}:${unit.value}` : stream.replace('shipment-', 'shipment:');
  return ping({ shipmentId: stream, at, recorded, latitude, longitude: 10 + chance.next() / 1000, id, stream, subject });
}
