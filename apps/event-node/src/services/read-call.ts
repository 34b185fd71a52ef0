import type { ReadReq } from '@eventstore/db-client/generated/streams_pb';
import type { ServerWritableStream } from '@grpc/grpc-js';
import type { CommitSignal } from '../read/commit-signal';
import { asServiceError } from './rpc-error';

/** The call as gRPC gives it; responses are encoded already. */
export type RawReadCall = ServerWritableStream<ReadReq, Buffer>;

/** Sending side of a read or subscription: as fast as the client takes it, no further than its cancel. */
export class ReadCall {
  private closed = false;
  private wake: (() => void) | undefined;

  constructor(private readonly call: RawReadCall) {
    const close = (): void => {
      this.closed = true;
      this.wake?.();
    };
    call.on('cancelled', close);
    call.on('close', close);
    call.on('error', close);
  }

  /** False once the client has gone or the node has ended the call. */
  get open(): boolean {
    return !this.closed && !this.call.cancelled;
  }

  /** Sends a message. A returned promise must be awaited: the client is slower than the node, wait until it has room or has gone. */
  send(message: Buffer): Promise<void> | undefined {
    if (!this.open || this.call.write(message)) return undefined;
    return this.sleep((wake) => {
      this.call.once('drain', wake);
      return () => this.call.removeListener('drain', wake);
    });
  }

  /** Resolves at the next commit, or when the call ends. */
  untilCommit(commits: CommitSignal): Promise<void> {
    return this.open ? this.sleep((wake) => commits.subscribe(wake)) : Promise.resolve();
  }

  end(): void {
    if (this.open) this.call.end();
  }

  /** Ends the call with an error, behind everything that was sent. */
  fail(thrown: unknown): void {
    if (this.open) this.call.emit('error', asServiceError(thrown));
  }

  private sleep(arrange: (wake: () => void) => () => void): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.wake = undefined;
        cancel();
        resolve();
      };
      const cancel = arrange(wake);
      this.wake = wake;
    });
  }
}
