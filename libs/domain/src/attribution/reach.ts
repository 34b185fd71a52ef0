import { formatIdentifier, type Identifier, type Instant, sameIdentifier, type Unit } from '@waybill/events';
import { concernedShipments, handlingsOf, type IdentifierState } from '../identifiers';
import { type Handling, MAX_NESTING, passages, unitsAt } from '../units';
import type { KnownStreams } from './known';

/** One step from a name to others, by what its stream says. */
type Steps = (state: IdentifierState) => readonly Identifier[];

/** The name and all that some steps lead to from it, each once, as far as units may nest. */
function reach(start: Identifier, known: KnownStreams, steps: Steps): IdentifierState[] {
  const found = new Map<string, IdentifierState>();
  let level = [start];
  for (let depth = 0; depth <= MAX_NESTING && level.length > 0; depth += 1) {
    const next: Identifier[] = [];
    for (const one of level) {
      const name = formatIdentifier(one);
      const state = found.has(name) ? undefined : known.identifier(one);
      if (!state) continue;
      found.set(name, state);
      next.push(...steps(state));
    }
    level = next;
  }
  return [...found.values()];
}

const isDevice = ({ scheme }: Identifier): boolean => scheme === 'device';

const unitsEverOn = (state: IdentifierState): readonly Unit[] => (state.kind === 'unit' ? state.units : []);

/** Units that the thing is known to have been on at some time that a test accepts. */
type Stays = (handlings: readonly Handling[]) => readonly Identifier[];

/** Names that reports about this one speak for: what stays on the unit, and for a device what it stays on. */
const spokenForBy = (identifier: Identifier, known: KnownStreams, stays: Stays): IdentifierState[] =>
  reach(identifier, known, (state) => {
    const isOn = (child: Identifier) => stays(handlingsOf(known.identifier(child))).some((unit) => sameIdentifier(unit, state.identifier));
    const aboard = unitsEverOn(state).filter(isOn);
    return isDevice(state.identifier) ? [...aboard, ...stays(handlingsOf(state))] : aboard;
  });

const EVER = Number.NEGATIVE_INFINITY;

const unitsSince = (handlings: readonly Handling[], since: number): Identifier[] =>
  since === EVER
    ? handlings.map(({ unit }) => unit)
    : passages(handlings).flatMap(({ unit, until }) => (until === undefined || until > since ? [unit] : []));

/** Names that a report about this one speaks for at a time. */
export const spokenForAt = (identifier: Identifier, time: number, known: KnownStreams): IdentifierState[] =>
  spokenForBy(identifier, known, (handlings) => unitsAt(handlings, time));

/** Names that reports about this one speak for at some time from `since` on. */
export const spokenFor = (identifier: Identifier, known: KnownStreams, since = EVER): IdentifierState[] =>
  spokenForBy(identifier, known, (handlings) => unitsSince(handlings, since));

/** Names whose reports speak for this one at some time from `since` on: itself, units that it stays on, and devices that stay on it. */
export const speakingFor = (identifier: Identifier, known: KnownStreams, since = EVER): Identifier[] =>
  reach(identifier, known, (state) => {
    const stays = (name: IdentifierState) => unitsSince(handlingsOf(name), since);
    const isOn = (device: IdentifierState) => stays(device).some((unit) => sameIdentifier(unit, state.identifier));
    const devices = unitsEverOn(state)
      .filter(isDevice)
      .flatMap((unit) => known.identifier(unit) ?? []);
    return [...stays(state), ...devices.filter(isOn).map((device) => device.identifier)];
  }).map((state) => state.identifier);

/** Shipments that hold or held one of some names, or were ever loaded on one of them. */
export const shipmentsOf = (names: readonly IdentifierState[]): string[] => [...new Set(names.flatMap(concernedShipments))];

/** The chain of units above one at a time, nearest first. */
export function unitsAbove(unit: Unit, time: Instant, known: KnownStreams): Unit[] {
  const chain: Unit[] = [];
  let level = [unit];
  while (level.length > 0 && chain.length <= MAX_NESTING * 4) {
    const next = level
      .flatMap((current) => unitsAt(handlingsOf(known.identifier(current)), time))
      .filter((above) => !chain.some((seen) => sameIdentifier(seen, above)));
    chain.push(...next);
    level = next;
  }
  return chain;
}
