/** What a writer expects of a stream: the last event number, or one of the codes below (the protocol's own numbers). */
export type ExpectedRevision = number;
/** The stream has no events. Also what "last event number" means for such a stream. */
export const NO_STREAM = -1;
/** No check. */
export const ANY = -2;
/** The stream, or metadata for it, exists. */
export const STREAM_EXISTS = -4;
