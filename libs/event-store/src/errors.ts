import { UnusableSetting } from '@waybill/platform';

/** Another write came first: the stream does not end where the caller believed. Nothing was stored. */
export class WrongRevision extends Error {
  override readonly name = 'WrongRevision';

  constructor(
    readonly stream: string,
    /** Revision that the caller expected as the last one; -1 = no stream. */
    readonly expected: number,
    /** Revision of the stream's last event; -1 = no stream. */
    readonly actual: number,
  ) {
    super(`${stream} ends at revision ${actual}, not ${expected}`);
  }
}

/** The events may be stored or not. It is safe to send the identical batch (ids, order, expected revision) again. */
export class UnknownOutcome extends Error {
  override readonly name: string = 'UnknownOutcome';
}

/** The store could not be reached or refused the call: of an append, certainly nothing was stored; of a read, nothing was read. */
export class StoreUnavailable extends Error {
  override readonly name: string = 'StoreUnavailable';
}

/** The stream was tombstoned: it can never be read or written again. */
export class StreamDeleted extends Error {
  override readonly name = 'StreamDeleted';

  constructor(readonly stream: string) {
    super(`${stream} was deleted for good`);
  }
}

/** The events of one append are larger than the store takes at once (1 MiB unless it is set up otherwise). Nothing was stored. */
export class AppendTooLarge extends Error {
  override readonly name = 'AppendTooLarge';
}

/** An address of the event store that can never work: no store is to blame. Says which part of `EVENTSTORE_URL` is wrong, and no secret. */
export class UnusableAddress extends UnusableSetting {
  override readonly name = 'UnusableAddress';

  constructor(reason: string) {
    super(`EVENTSTORE_URL: ${reason}`);
  }
}
