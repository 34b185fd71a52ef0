import { formatIdentifier, type Identifier, type Instant, parseInstant, type StoredEvent, sameIdentifier } from '@waybill/events';
import { covers, type Interval } from './intervals';

/** A load or unload as it was recorded. Event time decides; of loads at one instant, the one that was recorded last. */
export interface Handling {
  readonly eventId: string;
  readonly kind: 'load' | 'unload';
  readonly unit: Identifier;
  readonly at: Instant;
  /** Its place in the stream of what was handled. */
  readonly revision: number;
}

function handled(event: StoredEvent, kind: Handling['kind'], unit: unknown): Handling {
  const at = parseInstant(event.metadata.time) as Instant;
  return { eventId: event.eventId, kind, unit: unit as Identifier, at, revision: event.revision };
}

/** The load or unload that an event tells of, in the stream of what was handled. */
export function handlingOf(event: StoredEvent): Handling | undefined {
  switch (event.type) {
    case 'dev.waybill.shipment-loaded.v1':
      return handled(event, 'load', event.data.unit);
    case 'dev.waybill.shipment-unloaded.v1':
      return handled(event, 'unload', event.data.unit);
    case 'dev.waybill.unit-loaded.v1':
      return handled(event, 'load', event.data.on);
    case 'dev.waybill.unit-unloaded.v1':
      return handled(event, 'unload', event.data.on);
    default:
      return undefined;
  }
}

/** A stay aboard a unit. */
export interface Passage extends Interval {
  readonly unit: Identifier;
}

/** A thing is on one unit of a scheme at a time. */
const excludes = (one: Identifier, other: Identifier): boolean => one.scheme === other.scheme && !sameIdentifier(one, other);

const isLater = (load: Handling, other: Handling): boolean =>
  other.at > load.at || (other.at === load.at && other.revision > load.revision);

/** What ends a stay that began with `load`: unloading from that unit, or loading on another unit of the same scheme. */
const ends = (load: Handling, other: Handling): boolean =>
  other.kind === 'unload'
    ? sameIdentifier(other.unit, load.unit) && other.at >= load.at
    : excludes(other.unit, load.unit) && isLater(load, other);

/**
 * The stays that a set of loads and unloads describes. A load is undone by an unload at its very time, and by a later one at its very
 * time onto another unit of the same scheme.
 */
export const passages = (handlings: readonly Handling[]): Passage[] =>
  handlings
    .filter(({ kind }) => kind === 'load')
    .flatMap((load) => {
      const until = handlings
        .filter((other) => ends(load, other))
        .reduce((earliest, { at }) => Math.min(earliest, at), Number.POSITIVE_INFINITY);
      if (until === load.at) return [];
      return [{ unit: load.unit, from: load.at, until: until === Number.POSITIVE_INFINITY ? undefined : (until as Instant) }];
    });

/** Units on which a load onto this one may have ended the stay, perhaps earlier than was known. */
export const unitsLeftFor = (unit: Identifier, handlings: readonly Handling[]): Identifier[] => [
  ...new Map(handlings.filter((known) => excludes(unit, known.unit)).map((known) => [formatIdentifier(known.unit), known.unit])).values(),
];

/** Whether exactly this unload was recorded already. */
export const isUnloaded = (handlings: readonly Handling[], unit: Identifier, at: Instant): boolean =>
  handlings.some((known) => known.kind === 'unload' && known.at === at && sameIdentifier(known.unit, unit));

/** Whether exactly this load was recorded already, and stands. */
export const isLoaded = (handlings: readonly Handling[], unit: Identifier, at: Instant): boolean =>
  passages(handlings).some((passage) => passage.from === at && sameIdentifier(passage.unit, unit));

/** Units that the thing was on at that time. */
export const unitsAt = (handlings: readonly Handling[], time: number): Identifier[] =>
  passages(handlings)
    .filter((passage) => covers(passage, time))
    .map(({ unit }) => unit);
