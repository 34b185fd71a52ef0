/** The stream is not at the revision that the append expected. Nothing was stored. */
export class WrongRevision extends Error {
  constructor(
    readonly stream: string,
    readonly expected: number,
    /** -1: there is no such stream. */
    readonly actual: number,
  ) {
    super(`${stream} is at revision ${actual}, not ${expected}`);
  }
}

/** The append may or may not be stored. The identical batch can be sent again at the same revision. */
export class UnknownOutcome extends Error {}

/** The store cannot be reached. Of an append: it was certainly not stored. */
export class StoreUnavailable extends Error {}

/** The stream was deleted for good. */
export class StreamDeleted extends Error {}

/** The write is larger than the store takes. */
export class AppendTooLarge extends Error {}
