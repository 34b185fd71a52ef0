/** A place in the log of all streams. Both numbers identify it: a commit position alone is not enough on every server. */
export interface LogPosition {
  readonly commit: bigint;
  readonly prepare: bigint;
}

/** Before the first event. No event stands here. */
export const LOG_START: LogPosition = { commit: -1n, prepare: -1n };

const BEYOND = 1n << 63n;

/**
 * False for what a server says in place of a position when it has none: -1, which arrives as 2^64-1 (a filtered subscription of 24.10 that has
 * found nothing yet). No log reaches 2^63 bytes.
 */
export const isKnownPosition = ({ commit, prepare }: LogPosition): boolean => commit >= 0n && commit < BEYOND && prepare < BEYOND;

/** True when `a` lies behind `b` in the log. */
export const isAfter = (a: LogPosition, b: LogPosition): boolean => a.commit > b.commit || (a.commit === b.commit && a.prepare > b.prepare);

/** Where an event stands. */
export const positionOf = (event: { readonly position: bigint; readonly preparePosition: bigint }): LogPosition => ({
  commit: event.position,
  prepare: event.preparePosition,
});
