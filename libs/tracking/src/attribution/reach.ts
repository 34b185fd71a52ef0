import { type IdentifierState, identifierFold, MAX_NESTING } from '@waybill/domain';
import { formatIdentifier, type Identifier, identifierStream } from '@waybill/events';
import type { StreamWriter } from '@waybill/streams';

/** Units one step away whose reports speak for what is on this one: those that it was ever on, and devices that were ever on it. */
const neighbours = (state: IdentifierState): Identifier[] => [
  ...state.handlings.map(({ unit }) => unit),
  ...state.units.filter(({ scheme }) => scheme === 'device'),
];

/** The unit itself and every unit whose reports could ever have concerned what is aboard it, whatever the time. */
export async function reachableUnits(writer: StreamWriter, unit: Identifier): Promise<Identifier[]> {
  const found = new Map([[formatIdentifier(unit), unit]]);
  let level = [unit];
  for (let depth = 0; depth < MAX_NESTING && level.length > 0; depth += 1) {
    const memories = await Promise.all(level.map((one) => writer.load(identifierFold, identifierStream(one))));
    level = memories.flatMap(({ state }) => neighbours(state)).filter((one) => !found.has(formatIdentifier(one)));
    for (const one of level) found.set(formatIdentifier(one), one);
  }
  return [...found.values()];
}
