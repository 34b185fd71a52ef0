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

/** The store takes these events in no case: sending them again does not help. Nothing was stored. */
export class AppendRefused extends Error {
  override readonly name: string = 'AppendRefused';
}

/** The events of one append are larger than the store takes at once (1 MiB unless it is set up otherwise). Nothing was stored. */
export class AppendTooLarge extends AppendRefused {
  override readonly name = 'AppendTooLarge';
}

/** An address of the event store that can never work: no store is to blame. Says which part of `EVENTSTORE_URL` is wrong, and no secret. */
export class UnusableAddress extends UnusableSetting {
  override readonly name = 'UnusableAddress';

  constructor(reason: string) {
    super(`EVENTSTORE_URL: ${reason}`);
  }
}

/** A stream holds an event of a known type that cannot be read: nothing that would follow from the stream can be trusted. */
export class StreamUnreadable extends Error {
  override readonly name = 'StreamUnreadable';

  constructor(
    readonly stream: string,
    readonly revision: number,
    why: string,
  ) {
    super(`${stream} cannot be read at revision ${revision}: ${why}`);
  }
}

/** A stream from which nothing can be said, however often it is read: the others have to go on without it. */
export type UnusableStream = StreamDeleted | StreamUnreadable;
export const isUnusable = (error: unknown): error is UnusableStream => error instanceof StreamDeleted || error instanceof StreamUnreadable;
