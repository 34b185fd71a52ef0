import { formatIdentifier, type Instant, sameIdentifier, type Unit } from '@waybill/events';
import { type IdentifierState, isLoaded, isUnloaded, type KnownStreams, MAX_NESTING, unitsAt } from '../attribution';
import { type Decision, draft, reject, undoneByUnload } from '../decision';

/** The chain of units above one, nearest first. */
export function unitsAbove(unit: Unit, time: Instant, known: KnownStreams): Unit[] {
  const chain: Unit[] = [];
  let level = [unit];
  while (level.length > 0 && chain.length <= MAX_NESTING * 4) {
    const next = level
      .flatMap((current) => unitsAt(known.identifier(current)?.handlings ?? [], time))
      .filter((above) => !chain.some((seen) => sameIdentifier(seen, above)));
    chain.push(...next);
    level = next;
  }
  return chain;
}

/** Puts a unit onto another one. Cycles, nests deeper than `MAX_NESTING`, and loads at the very time of an unload are refused. */
export function loadUnit(state: IdentifierState, unit: Unit, on: Unit, at: Instant, above: readonly Unit[]): Decision {
  const { handlings } = state;
  if ([on, ...above].some((other) => sameIdentifier(other, unit))) {
    return reject('unit-cycle', `${formatIdentifier(on)} is itself on ${formatIdentifier(unit)} at that time.`);
  }
  if (above.length + 2 > MAX_NESTING) return reject('unit-too-deep', `Units nest at most ${MAX_NESTING} deep.`);
  if (isUnloaded(handlings, on, at)) return undoneByUnload(formatIdentifier(unit), on);
  if (isLoaded(handlings, on, at)) return [];
  return [draft('dev.waybill.unit-loaded.v1', { unit, on }, at)];
}

/** Takes a unit off the one that it is on at that time. */
export function unloadUnit(state: IdentifierState, unit: Unit, on: Unit, at: Instant): Decision {
  const { handlings } = state;
  if (isUnloaded(handlings, on, at)) return [];
  if (!unitsAt(handlings, at).some((other) => sameIdentifier(other, on))) {
    return reject('not-aboard', `${formatIdentifier(unit)} is not on ${formatIdentifier(on)} at that time.`);
  }
  return [draft('dev.waybill.unit-unloaded.v1', { unit, on }, at)];
}
