/** A place in the log of all streams. Both numbers identify it: a commit position alone is not enough on every server. */
export interface LogPosition {
  readonly commit: bigint;
  readonly prepare: bigint;
}

/** Before the first event. No event stands here. */
export const LOG_START: LogPosition = { commit: -1n, prepare: -1n };

/** True when `a` lies behind `b` in the log. */
export const isAfter = (a: LogPosition, b: LogPosition): boolean => a.commit > b.commit || (a.commit === b.commit && a.prepare > b.prepare);

/** As the client wants it: a place before the first event is no position to a server. */
export const clientPosition = (position: LogPosition): LogPosition | 'start' => (position.commit <= 0n ? 'start' : position);
