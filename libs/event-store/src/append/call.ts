import { randomUUID } from 'node:crypto';
import type { ClientDuplexStream } from '@grpc/grpc-js';
import { errorOf } from '@waybill/platform';
import { isRefusal, neverSent } from '../client-errors';
import { StoreUnavailable, UnknownOutcome } from '../errors';
import { type Appended, type AppendReply, outcome } from './reply';
import { type AppendWrite, encodeRequest } from './request';

/** The write did not leave this process, or reached no server. Worth another attempt. */
export class NotSent extends StoreUnavailable {}

/** Wire and answers of one BatchAppend call. */
export type AppendStream = ClientDuplexStream<Buffer, AppendReply>;

interface Pending {
  readonly write: AppendWrite;
  readonly timer: NodeJS.Timeout;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: Error) => void;
}

/**
 * One BatchAppend call, on which any number of writes are under way. The client has this too, but keeps the writes of all connections of the
 * process in one table: the end of one call rejects the writes of every other, and an answer to a write that is not in the table any
 * more ends the process.
 */
export class AppendCall {
  private readonly pending = new Map<string, Pending>();
  private readonly prefix = randomUUID().slice(0, 24);
  private sent = 0;
  private answered = false;
  private ended = false;

  constructor(
    private readonly stream: AppendStream,
    private readonly onEnd: (answered: boolean) => void,
  ) {
    stream.on('data', (reply: AppendReply) => this.settle(reply));
    stream.on('error', (error: Error) => this.end(error));
    stream.on('end', () => this.end(new Error('the store ended the call')));
  }

  /** Sends a write once. Rejects with the store's refusal in our words, {@link NotSent} or {@link UnknownOutcome}. */
  send(write: AppendWrite, timeoutMs: number): Promise<Appended> {
    if (this.ended) return Promise.reject(new NotSent(`the call that was to append to ${write.stream} has ended`));
    this.sent += 1;
    const correlation = this.prefix + this.sent.toString(16).padStart(12, '0');
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.pending.delete(correlation);
        reject(new UnknownOutcome(`no answer to an append to ${write.stream} within ${timeoutMs} ms`));
      }, timeoutMs);
      this.pending.set(correlation, { write, timer, resolve, reject });
      this.stream.write(encodeRequest(correlation, write, timeoutMs));
    });
  }

  /** Nothing more will be sent; the store ends the call when it has answered everything. */
  close(): void {
    this.stream.end();
  }

  /** An answer that comes after its write was given up belongs to no write. */
  private settle(reply: AppendReply): void {
    this.answered = true;
    const pending = this.pending.get(reply.correlation);
    if (!pending) return;
    this.pending.delete(reply.correlation);
    clearTimeout(pending.timer);
    try {
      pending.resolve(outcome(reply, pending.write));
    } catch (error) {
      pending.reject(errorOf(error));
    }
  }

  private end(error: Error): void {
    if (this.ended) return;
    this.ended = true;
    this.onEnd(this.answered);
    for (const { write, timer, reject } of this.pending.values()) {
      clearTimeout(timer);
      reject(this.verdict(error, write));
    }
    this.pending.clear();
  }

  private verdict(error: Error, { stream }: AppendWrite): Error {
    const options = { cause: error };
    if (this.answered) return new UnknownOutcome(`the connection broke while appending to ${stream}: ${error.message}`, options);
    if (isRefusal(error)) return new StoreUnavailable(`the store refused to append to ${stream}: ${error.message}`, options);
    if (neverSent(error)) return new NotSent(`no store to append to ${stream}: ${error.message}`, options);
    return new UnknownOutcome(`the connection broke while appending to ${stream}: ${error.message}`, options);
  }
}
