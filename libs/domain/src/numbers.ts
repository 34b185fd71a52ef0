/*
 * A number at a place of an array; NaN beyond its ends. There is a function for each kind of array, since one that is given several kinds is
 * slow, and routes and trees are gone through millions of times.
 */
export const numberAt = (numbers: ArrayLike<number>, place: number): number => numbers[place] ?? Number.NaN;
export const floatAt = (numbers: Float64Array, place: number): number => numbers[place] ?? Number.NaN;
export const rowAt = (rows: Uint32Array, place: number): number => rows[place] ?? Number.NaN;
export const binAt = (bins: Uint8Array, place: number): number => bins[place] ?? Number.NaN;
export const intAt = (ints: Int32Array, place: number): number => ints[place] ?? Number.NaN;
