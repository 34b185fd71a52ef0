import type { Instant, Unit } from '@waybill/events';
import type { Handling } from './passages';

/** What all loads onto one unit and unloads from it have come to: of the same size whatever their number, and in whatever order they came. */
export interface LastStay {
  readonly unit: Unit;
  /** The latest load; of those at one instant, the one that was recorded last. */
  readonly loaded?: { readonly at: Instant; readonly revision: number };
  /** The latest unload. */
  readonly unloaded?: Instant;
}

type Load = NonNullable<LastStay['loaded']>;

const compareLoads = (a: Load, b: Load): number => a.at - b.at || a.revision - b.revision;

/** The stay with one more load or unload of its unit. */
export function withHandling(stay: LastStay, { kind, at, revision }: Handling): LastStay {
  if (kind === 'unload') return stay.unloaded !== undefined && stay.unloaded >= at ? stay : { ...stay, unloaded: at };
  const load = { at, revision };
  return stay.loaded && compareLoads(stay.loaded, load) >= 0 ? stay : { ...stay, loaded: load };
}

/**
 * The stay, among those of one thing on units of one scheme, that lasts. It began with the last load of all, which ends all stays on other
 * units; the same as the open ones of `passages`.
 */
export function lastingStay<S extends LastStay>(stays: readonly S[]): S | undefined {
  const last = stays.reduce<{ stay: S; load: Load } | undefined>((latest, stay) => {
    const load = stay.loaded;
    return load && (!latest || compareLoads(latest.load, load) < 0) ? { stay, load } : latest;
  }, undefined);
  const isOver = last?.stay.unloaded !== undefined && last.stay.unloaded >= last.load.at;
  return isOver ? undefined : last?.stay;
}
