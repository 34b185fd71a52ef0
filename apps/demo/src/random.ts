/** Numbers that look random and are the same for the same seed, so that a plan can be tested and repeated. */
export type Random = () => number;

/** Mulberry32: small, fast, good enough for scenery. Each call gives a number in [0, 1). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const between = (random: Random, from: number, to: number): number => from + random() * (to - from);
export const chance = (random: Random, probability: number): boolean => random() < probability;

/** Normal distribution around 0 (Box–Muller). */
export const gaussian = (random: Random, sigma: number): number =>
  sigma * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

export const digits = (random: Random, count: number): string => Array.from({ length: count }, () => Math.floor(random() * 10)).join('');
