/** The last of some log positions; undefined when there is none. */
export function latestPosition(first: bigint, ...others: readonly (bigint | undefined)[]): bigint;
export function latestPosition(...positions: readonly (bigint | undefined)[]): bigint | undefined;
export function latestPosition(...positions: readonly (bigint | undefined)[]): bigint | undefined {
  let latest: bigint | undefined;
  for (const position of positions) if (position !== undefined && (latest === undefined || position > latest)) latest = position;
  return latest;
}
