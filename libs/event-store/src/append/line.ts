import { backoffDelay, messageOf } from '@waybill/platform';
import { StoreUnavailable, UnknownOutcome } from '../errors';
import { AppendCall, type AppendStream, NotSent } from './call';
import type { Search } from './look';
import type { Appended } from './reply';
import type { AppendWrite } from './request';

/** Between attempts to reach a store that does not answer, however many writes wait for it. */
const RECONNECT = { baseMs: 20, capMs: 400 };
/** Between attempts at one write whose outcome is unknown. */
const RESEND = { baseMs: 10, capMs: 200 };
/** A store that was away for so long is not waited for any more: writes fail at once, but for one that looks again. */
const PATIENCE_MS = 10_000;

/** An attempt with less time than this would only turn certainty into doubt: it ends before it can be answered or refused. */
const WORTHWHILE_MS = 250;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface Times {
  readonly deadline: number;
  /** No attempt begins after this. */
  readonly last: number;
}

/** The way of all writes into the store: one call for all of them, opened again when it breaks. */
export class AppendLine {
  private call: AppendCall | undefined;
  private opening: Promise<AppendCall> | undefined;
  /** Set while the store is out of reach; resolves when it is time to look again. */
  private cooling: Promise<void> | undefined;
  private failures = 0;
  private awaySince: number | undefined;

  constructor(
    private readonly open: () => Promise<AppendStream>,
    private readonly attemptMs: number,
  ) {}

  /**
   * Sends a write until its outcome is known or the deadline has passed. Repeating is safe: the store recognises the same ids at the same
   * revision, so that the second of two attempts that both arrive is answered like the first. None begins once the write was found.
   */
  async append(write: AppendWrite, deadlineMs: number, search: Pick<Search, 'isOver'>): Promise<Appended> {
    const began = performance.now();
    const times = { deadline: began + deadlineMs, last: began + deadlineMs - Math.min(WORTHWHILE_MS, deadlineMs / 2) };
    let doubt: UnknownOutcome | undefined;
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.attempt(write, times);
      } catch (error) {
        if (error instanceof UnknownOutcome) doubt = error;
        // That the store refuses now says nothing about an earlier attempt.
        else if (!(error instanceof NotSent)) throw error instanceof StoreUnavailable ? (doubt ?? error) : error;
        const wait = backoffDelay(attempt, RESEND, Math.random());
        if (search.isOver || this.isLongGone() || performance.now() + wait >= times.last) throw doubt ?? error;
        if (error === doubt) await pause(wait);
      }
    }
  }

  close(): void {
    this.call?.close();
  }

  private async attempt(write: AppendWrite, { deadline, last }: Times): Promise<Appended> {
    const call = this.call ?? (await this.connected(last - performance.now()));
    return call.send(write, Math.min(this.attemptMs, deadline - performance.now()));
  }

  /** The call to write to. Rejects with {@link NotSent} when there is none in time. */
  private connected(limitMs: number): Promise<AppendCall> {
    if (this.cooling && this.isLongGone()) return Promise.reject(new NotSent('the store has been out of reach for a while'));
    return within(limitMs, this.cooling?.then(() => this.openOnce()) ?? this.openOnce());
  }

  private openOnce(): Promise<AppendCall> {
    this.opening ??= this.openCall().finally(() => {
      this.opening = undefined;
    });
    return this.call ? Promise.resolve(this.call) : this.opening;
  }

  private async openCall(): Promise<AppendCall> {
    try {
      const stream = await this.open();
      const call: AppendCall = new AppendCall(stream, (answered) => this.onEnd(call, answered));
      this.call = call;
      return call;
    } catch (error) {
      this.coolDown();
      throw new NotSent(`no store to append to: ${messageOf(error)}`, { cause: error });
    }
  }

  private onEnd(call: AppendCall, answered: boolean): void {
    if (this.call === call) this.call = undefined;
    if (answered) {
      this.failures = 0;
      this.awaySince = undefined;
    }
    this.coolDown();
  }

  private coolDown(): void {
    this.awaySince ??= performance.now();
    const cooling = pause(backoffDelay(this.failures, RECONNECT, Math.random())).then(() => {
      if (this.cooling === cooling) this.cooling = undefined;
    });
    this.cooling = cooling;
    this.failures += 1;
  }

  /** False again as soon as one call has been answered. */
  private isLongGone(): boolean {
    return this.awaySince !== undefined && this.call === undefined && performance.now() - this.awaySince > PATIENCE_MS;
  }
}

/** Gives up waiting, not the thing itself: a call that opens late serves the next write. */
function within<T>(limitMs: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new NotSent(`no connection to the store within ${Math.round(limitMs)} ms`)), limitMs);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
