import { formatIdentifier, type Instant, sameIdentifier, type Unit } from '@waybill/events';
import { type Decision, draft, reject, undoneByUnload } from '../decision';
import { isLoaded, isUnloaded, unitsAt } from './passages';
import { type Loads, MAX_NESTING } from './unit';

/**
 * Puts a unit onto another one. Cycles, nests deeper than `MAX_NESTING`, and loads at the very time of an unload are refused.
 * @param above the units that the other one is on at that time, nearest first
 */
export function loadUnit({ identifier: unit, handlings }: Loads, on: Unit, at: Instant, above: readonly Unit[]): Decision {
  if ([on, ...above].some((other) => sameIdentifier(other, unit))) {
    return reject('unit-cycle', `${formatIdentifier(on)} is itself on ${formatIdentifier(unit)} at that time.`);
  }
  if (above.length + 2 > MAX_NESTING) return reject('unit-too-deep', `Units nest at most ${MAX_NESTING} deep.`);
  if (isUnloaded(handlings, on, at)) return undoneByUnload(formatIdentifier(unit), on);
  if (isLoaded(handlings, on, at)) return [];
  return [draft('dev.waybill.unit-loaded.v1', { unit, on }, at)];
}

/** Takes a unit off the one that it is on at that time. */
export function unloadUnit({ identifier: unit, handlings }: Loads, on: Unit, at: Instant): Decision {
  if (isUnloaded(handlings, on, at)) return [];
  if (!unitsAt(handlings, at).some((other) => sameIdentifier(other, on))) {
    return reject('not-aboard', `${formatIdentifier(unit)} is not on ${formatIdentifier(on)} at that time.`);
  }
  return [draft('dev.waybill.unit-unloaded.v1', { unit, on }, at)];
}
