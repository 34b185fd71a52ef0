import {
  type EventType,
  earliestOf,
  formatIdentifier,
  type Identifier,
  type Instant,
  isOneOf,
  type StoredEvent,
  sameIdentifier,
  type Unit,
} from '@waybill/events';
import { covers, type Interval } from '../interval';

/** A load or unload as it was recorded. Event time decides; of loads at one instant, the one that was recorded last. */
export interface Handling {
  readonly eventId: string;
  readonly kind: 'load' | 'unload';
  readonly unit: Unit;
  readonly at: Instant;
  /** Its place in the stream of what was handled. */
  readonly revision: number;
}

const handled = ({ eventId, time: at, revision }: StoredEvent, kind: Handling['kind'], unit: Unit): Handling => ({
  eventId,
  kind,
  unit,
  at,
  revision,
});

const HANDLING_TYPES = [
  'dev.waybill.shipment-loaded.v1',
  'dev.waybill.shipment-unloaded.v1',
  'dev.waybill.unit-loaded.v1',
  'dev.waybill.unit-unloaded.v1',
] as const satisfies readonly EventType[];

/** An event by which something went onto a unit or left it. */
export type HandlingEvent = StoredEvent<(typeof HANDLING_TYPES)[number]>;
export const isHandling = (event: StoredEvent): event is HandlingEvent => isOneOf(event, HANDLING_TYPES);

/** The load or unload that an event tells of, in the stream of what was handled. */
export function handlingOf(event: HandlingEvent): Handling {
  switch (event.type) {
    case 'dev.waybill.shipment-loaded.v1':
      return handled(event, 'load', event.data.unit);
    case 'dev.waybill.shipment-unloaded.v1':
      return handled(event, 'unload', event.data.unit);
    case 'dev.waybill.unit-loaded.v1':
      return handled(event, 'load', event.data.on);
    case 'dev.waybill.unit-unloaded.v1':
      return handled(event, 'unload', event.data.on);
  }
}

/** A stay aboard a unit. */
export interface Passage extends Interval {
  readonly unit: Unit;
  readonly from: Instant;
}

/** A thing is on one unit of a scheme at a time. */
const excludes = (one: Identifier, other: Identifier): boolean => one.scheme === other.scheme && !sameIdentifier(one, other);

const isLater = (load: Handling, other: Handling): boolean =>
  other.at > load.at || (other.at === load.at && other.revision > load.revision);

const compareHandlings = (a: Handling, b: Handling): number => (isLater(a, b) ? -1 : isLater(b, a) ? 1 : 0);

/** Each load with the time of the next one onto another unit of its scheme: from the last to the first, so each is looked at once. */
function leavingTimes(loads: readonly Handling[]): Map<Handling, Instant | undefined> {
  const times = new Map<Handling, Instant | undefined>();
  /** By scheme: the load behind the present one, and when that one's unit was left for another. */
  const behind = new Map<string, { readonly load: Handling; readonly left: Instant | undefined }>();
  for (const load of loads.toSorted(compareHandlings).reverse()) {
    const next = behind.get(load.unit.scheme);
    const left = next && excludes(next.load.unit, load.unit) ? next.load.at : next?.left;
    behind.set(load.unit.scheme, { load, left });
    times.set(load, left);
  }
  return times;
}

function unloadTimes(handlings: readonly Handling[]): Map<string, Instant[]> {
  const times = new Map<string, Instant[]>();
  for (const { kind, unit, at } of handlings) {
    if (kind !== 'unload') continue;
    const name = formatIdentifier(unit);
    const known = times.get(name);
    if (known) known.push(at);
    else times.set(name, [at]);
  }
  for (const known of times.values()) known.sort((a, b) => a - b);
  return times;
}

/** The first of some sorted times that is not before a time. */
function firstFrom(times: readonly Instant[], time: Instant): Instant | undefined {
  let [from, to] = [0, times.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((times[middle] ?? time) < time) from = middle + 1;
    else to = middle;
  }
  return times[from];
}

/**
 * The stays that a set of loads and unloads describes. A stay ends with the first unload from its unit, and with the next load on another
 * unit of the same scheme. A load is undone by an unload at its very time, and by a later one at its very time onto another unit of the
 * same scheme.
 */
export function passages(handlings: readonly Handling[]): Passage[] {
  const loads = handlings.filter(({ kind }) => kind === 'load');
  const left = leavingTimes(loads);
  const unloads = unloadTimes(handlings);
  return loads.flatMap((load) => {
    const unloaded = firstFrom(unloads.get(formatIdentifier(load.unit)) ?? [], load.at);
    const until = earliestOf(left.get(load), unloaded);
    return until === load.at ? [] : [{ unit: load.unit, from: load.at, until }];
  });
}

/** Units on which a load onto this one may have ended the stay, perhaps earlier than was known. */
export const unitsLeftFor = (unit: Identifier, handlings: readonly Handling[]): Unit[] => [
  ...new Map(handlings.filter((known) => excludes(unit, known.unit)).map((known) => [formatIdentifier(known.unit), known.unit])).values(),
];

/** Whether exactly this unload was recorded already. */
export const isUnloaded = (handlings: readonly Handling[], unit: Identifier, at: Instant): boolean =>
  handlings.some((known) => known.kind === 'unload' && known.at === at && sameIdentifier(known.unit, unit));

/** Whether exactly this load was recorded already, and stands. */
export const isLoaded = (handlings: readonly Handling[], unit: Identifier, at: Instant): boolean =>
  passages(handlings).some((passage) => passage.from === at && sameIdentifier(passage.unit, unit));

/** Units that the thing was on at that time. */
export const unitsAt = (handlings: readonly Handling[], time: number): Unit[] =>
  passages(handlings)
    .filter((passage) => covers(passage, time))
    .map(({ unit }) => unit);
