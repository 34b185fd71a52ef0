/*
 * A number at a place of an array that is known to have it; NaN beyond its ends. There is a function for each kind of array, since one that is
 * given several kinds is slow. Where each fix or each node of a tree asks, the module has functions of its own.
 */
export const numberAt = (numbers: ArrayLike<number>, place: number): number => numbers[place] ?? Number.NaN;
export const floatAt = (numbers: Float64Array, place: number): number => numbers[place] ?? Number.NaN;
