import { formatIdentifier, type Identifier, type Instant, sameIdentifier } from '@waybill/events';
import { covers, type Interval } from './intervals';

/** A load or unload as it was recorded. Event time decides, the order of recording does not. */
export interface Handling {
  readonly eventId: string;
  readonly kind: 'load' | 'unload';
  readonly unit: Identifier;
  readonly at: Instant;
}

/** A stay aboard a unit. */
export interface Passage extends Interval {
  readonly unit: Identifier;
}

/** A thing is on one unit of a scheme at a time. */
const excludes = (one: Identifier, other: Identifier): boolean => one.scheme === other.scheme && !sameIdentifier(one, other);

/** What ends a stay that began with `load`: unloading from that unit, or loading on another unit of the same scheme. */
const ends = (load: Handling, other: Handling): boolean =>
  other.kind === 'unload'
    ? sameIdentifier(other.unit, load.unit) && other.at >= load.at
    : excludes(other.unit, load.unit) && other.at > load.at;

/** The stays that a set of loads and unloads describes. An unload at the very time of the load undoes it. */
export const passages = (handlings: readonly Handling[]): Passage[] =>
  handlings
    .filter(({ kind }) => kind === 'load')
    .map((load) => {
      const until = handlings
        .filter((other) => ends(load, other))
        .reduce((earliest, { at }) => Math.min(earliest, at), Number.POSITIVE_INFINITY);
      return { unit: load.unit, from: load.at, until: until === Number.POSITIVE_INFINITY ? undefined : (until as Instant) };
    });

/** Units on which a load onto this one may have ended the stay, perhaps earlier than was known. */
export const unitsLeftFor = (unit: Identifier, handlings: readonly Handling[]): Identifier[] => [
  ...new Map(handlings.filter((known) => excludes(unit, known.unit)).map((known) => [formatIdentifier(known.unit), known.unit])).values(),
];

/** Whether exactly this was recorded already. */
export const isRecorded = (handlings: readonly Handling[], kind: Handling['kind'], unit: Identifier, at: Instant): boolean =>
  handlings.some((known) => known.kind === kind && known.at === at && sameIdentifier(known.unit, unit));

/** Units that the thing was on at that time. */
export const unitsAt = (handlings: readonly Handling[], time: number): Identifier[] =>
  passages(handlings)
    .filter((passage) => covers(passage, time))
    .map(({ unit }) => unit);
