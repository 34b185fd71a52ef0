import {
  type EventType,
  formatIdentifier,
  formatInstant,
  type Identifier,
  type Instant,
  identifierStream,
  type JsonOf,
  type Milestone,
  type NewEvent,
  type StoredEvent,
  shipmentStream,
  storedEventId,
  type Unit,
} from '@waybill/events';
import fc from 'fast-check';
import type { Incoming, ModelLog } from './processes-fixtures';
import { sameFact } from './same-fact';

/** What happens out there, for specs: who is loaded where, who holds which name, what is reported. Times count in quarters of an hour. */
export const SHIPMENTS = ['S1', 'S2', 'S3'] as const;
export const V: Unit = { scheme: 'vehicle', value: 'V' };
export const W: Unit = { scheme: 'vehicle', value: 'W' };
export const BOX: Unit = { scheme: 'container', value: 'BOX' };
export const TRACKER: Unit = { scheme: 'device', value: 'TRACKER' };
export const BOOKING: Identifier = { scheme: 'booking', value: 'BOOKING' };

export const quarter = (count: number): Instant => (Date.UTC(2026, 2, 1) + count * 900_000) as Instant;

/** Something that a process is told, by a command or by a report. */
export type StoryStep =
  | { readonly kind: 'report'; readonly report: Incoming }
  | {
      readonly kind: 'decision';
      readonly stream: string;
      readonly event: NewEvent;
      /** Where the trace of a load belongs. */
      readonly unit?: Unit;
      /** Decisions of one group are told in their order in every run: what they come to depends on it. */
      readonly group: string;
    }
  /** A person retracts a report in the stream of what it is about. */
  | { readonly kind: 'retraction'; readonly report: Incoming };

const metadata = (source: string, id: string, subject: string, time: Instant): NewEvent['metadata'] => ({
  ...{ specversion: '1.0', id, source, subject },
  ...{ time: formatInstant(time), recordedtime: formatInstant(time) },
});

const event = <T extends EventType>(stream: string, type: T, data: JsonOf<T>, about: NewEvent['metadata']): NewEvent =>
  ({ eventId: storedEventId(about.source, about.id, stream), type, data, metadata: about }) as NewEvent;

export function report(identifier: Identifier, at: number, milestone?: Milestone, id = `${formatIdentifier(identifier)}@${at}`): StoryStep {
  const time = quarter(at);
  const about = metadata('urn:carrier', milestone ? `${id} ${milestone}` : id, formatIdentifier(identifier), time);
  const stream = identifierStream(identifier);
  const said = milestone
    ? event(stream, 'dev.waybill.item-scanned.v1', { milestone }, about)
    : event(stream, 'dev.waybill.position-reported.v1', { latitude: 50, longitude: 10 }, about);
  return { kind: 'report', report: { ...said, time, identifier } };
}

function decision<T extends EventType>(stream: string, type: T, data: JsonOf<T>, at: number, group: string, unit?: Unit): StoryStep {
  const id = `${type} ${group} ${at} ${JSON.stringify(data)}`;
  return {
    kind: 'decision',
    stream,
    event: event(stream, type, data, metadata('urn:waybill:command', id, stream, quarter(at))),
    group,
    unit,
  };
}

const place = { name: 'Hamburg', latitude: 53.5, longitude: 9.9 };

export const register = (shipmentId: string, names: readonly Identifier[] = []): StoryStep => {
  const identifiers = names.map(({ scheme, value }) => ({ scheme, value, given: value }));
  const plan = { shipmentId, identifiers, origin: place, destination: place } as JsonOf<'dev.waybill.shipment-registered.v1'>;
  return decision(shipmentStream(shipmentId), 'dev.waybill.shipment-registered.v1', plan, 0, shipmentId);
};

export const load = (shipmentId: string, unit: Unit, at: number, kind: 'loaded' | 'unloaded' = 'loaded'): StoryStep =>
  decision(shipmentStream(shipmentId), `dev.waybill.shipment-${kind}.v1`, { shipmentId, unit }, at, shipmentId, unit);

export const mount = (unit: Unit, on: Unit, at: number, kind: 'loaded' | 'unloaded' = 'loaded'): StoryStep =>
  decision(identifierStream(unit), `dev.waybill.unit-${kind}.v1`, { unit, on }, at, formatIdentifier(unit), on);

const iso = (instant: Instant | undefined): string | undefined => (instant === undefined ? undefined : formatInstant(instant));

export const assign = (identifier: Identifier, shipmentId: string, from?: Instant): StoryStep => {
  const data = { identifier, given: identifier.value, shipmentId, commandId: shipmentId, from: iso(from) };
  const given = data as JsonOf<'dev.waybill.identifier-assigned.v1'>;
  return decision(identifierStream(identifier), 'dev.waybill.identifier-assigned.v1', given, 0, formatIdentifier(identifier));
};

/** Ends a hold; undoes it without a time. */
export const release = (identifier: Identifier, shipmentId: string, until?: Instant): StoryStep => {
  const data = { identifier, shipmentId, commandId: shipmentId, until: iso(until) } as JsonOf<'dev.waybill.identifier-released.v1'>;
  return decision(identifierStream(identifier), 'dev.waybill.identifier-released.v1', data, 0, formatIdentifier(identifier));
};

export const retract = (told: StoryStep): StoryStep[] => (told.kind === 'report' ? [{ kind: 'retraction', report: told.report }] : []);

/** Puts one event into a stream of the log, as it then stands there. */
export function put(log: ModelLog, stream: string, event: NewEvent): StoredEvent {
  log.append(stream, [event]);
  const stored = log.events.at(-1);
  if (!stored) throw new Error('it has just been appended');
  return stored;
}

/** What is told stands in the log: reports where they are parked, loads with their traces. @returns its own event */
export function tell(log: ModelLog, told: StoryStep): StoredEvent {
  switch (told.kind) {
    case 'report': {
      const { scheme, value } = told.report.identifier;
      return put(log, scheme === 'shipment' ? shipmentStream(value) : identifierStream(told.report.identifier), told.report);
    }
    case 'decision': {
      const decided = put(log, told.stream, told.event);
      if (told.unit) put(log, identifierStream(told.unit), sameFact(identifierStream(told.unit), told.event));
      return decided;
    }
    case 'retraction':
      throw new Error('a retraction is told by its own event');
  }
}

const LAST = 12;
const at = fc.integer({ min: 0, max: LAST });
const shipment = fc.constantFrom(...SHIPMENTS);
const handled = fc.constantFrom('loaded' as const, 'loaded' as const, 'unloaded' as const);
const pairs: readonly (readonly [Unit, Unit])[] = [
  [BOX, V],
  [BOX, W],
  [TRACKER, V],
  [TRACKER, W],
  [TRACKER, BOX],
  [V, BOX],
];

const loads = fc.array(
  fc.tuple(shipment, fc.constantFrom(V, W, BOX, TRACKER), at, handled).map((told) => load(...told)),
  { minLength: 1, maxLength: 5 },
);
const mounts = fc.array(
  fc.tuple(fc.constantFrom(...pairs), at, handled).map(([[unit, on], when, kind]) => mount(unit, on, when, kind)),
  { maxLength: 4 },
);

/** Who holds a name: at most one shipment after the other, the second from the end of the first on, or a moment later. */
const holders = (name: Identifier): fc.Arbitrary<readonly { readonly shipmentId: string; readonly told: readonly StoryStep[] }[]> =>
  fc.tuple(fc.shuffledSubarray([...SHIPMENTS], { maxLength: 2 }), at, fc.constantFrom(0, 1, undefined)).map(([ids, end, more]) => {
    const until = more === undefined ? undefined : ((quarter(end) + more) as Instant);
    return ids.map((shipmentId, n) => {
      const isHandedOn = n === 0 && ids.length > 1;
      const assigned = assign(name, shipmentId, n === 0 ? undefined : until);
      return { shipmentId, told: isHandedOn ? [assigned, release(name, shipmentId, until)] : [assigned] };
    });
  });

const own = fc.constantFrom<Identifier[]>(...SHIPMENTS.map((value): Identifier => ({ scheme: 'shipment', value })));
const subject = fc.oneof(fc.constantFrom<Identifier[]>(V, W, BOX, TRACKER, BOOKING), own);
const milestone = fc.constantFrom<(Milestone | undefined)[]>(
  undefined,
  undefined,
  undefined,
  'LOST',
  'IN_TRANSIT',
  'DELIVERED',
  'RETURNING',
);
const reports = fc.uniqueArray(
  fc.tuple(subject, at, milestone).map((told) => report(...told)),
  {
    minLength: 2,
    maxLength: 10,
    selector: (told) => (told.kind === 'report' ? told.report.metadata.id : ''),
  },
);

/** What can be told of three shipments, two vehicles, a container, a device and a name. */
export const story: fc.Arbitrary<StoryStep[]> = fc
  .record({ loads, mounts, booking: holders(BOOKING), box: holders(BOX), reports, retracted: fc.array(fc.nat(), { maxLength: 2 }) })
  .map(({ loads, mounts, booking, box, reports, retracted }) => {
    const held = [...booking.map((one) => ({ ...one, name: BOOKING })), ...box.map((one) => ({ ...one, name: BOX }))];
    const registered = SHIPMENTS.map((shipmentId) =>
      register(
        shipmentId,
        held.filter((one) => one.shipmentId === shipmentId).map(({ name }) => name),
      ),
    );
    const corrected = [...new Set(retracted.map((n) => reports[n % reports.length] as StoryStep))].filter(
      (told) => told.kind === 'report' && told.report.identifier.scheme !== 'booking',
    );
    return [...registered, ...held.flatMap(({ told }) => told), ...loads, ...mounts, ...reports, ...corrected.flatMap(retract)];
  });
