import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeadlineExceededError,
  type EventData,
  type EventStoreDBClient,
  MaxAppendSizeExceededError,
  StreamDeletedError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import type { NewEvent } from '@waybill/events';
import { AppendTooLarge, StoreUnavailable, StreamDeleted, UnknownOutcome, WrongRevision } from './errors';

/** The stream does not exist yet. */
export const NO_STREAM = -1;

/** Where the last event of a write stands. */
export interface Appended {
  readonly revision: number;
  readonly position: bigint;
}

const messageOf = (event: NewEvent): EventData =>
  ({
    id: event.eventId,
    type: event.type,
    contentType: 'application/json',
    data: event.data,
    metadata: event.metadata,
  }) as unknown as EventData;

/** The connection was refused or there was nobody at the address: the request never left. */
const neverSent = (error: unknown): boolean =>
  /ECONNREFUSED|ENOENT|No connection established/.test(String((error as Error)?.message)) &&
  !/ECONNRESET|EPIPE/.test(String((error as Error)?.message));

function final(error: unknown, stream: string, expected: number): Error | undefined {
  if (error instanceof WrongExpectedVersionError) {
    return new WrongRevision(stream, expected, typeof error.actualVersion === 'bigint' ? Number(error.actualVersion) : NO_STREAM);
  }
  if (error instanceof StreamDeletedError) return new StreamDeleted(`${stream} was deleted`);
  if (error instanceof MaxAppendSizeExceededError) return new AppendTooLarge(`a write to ${stream} is larger than the store takes`);
  return undefined;
}

class NoAnswer extends Error {}

/** The client has no time-out for appends; a late answer to one that was given up is of no interest any more. */
function withTimeout<T>(pending: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new NoAnswer('the store did not answer')), ms);
    pending.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** One write of a batch, tried until the store said yes or no, or the deadline is over. */
export class Append {
  private readonly messages: EventData[];
  private everSent = false;

  constructor(
    private readonly client: EventStoreDBClient,
    private readonly stream: string,
    private readonly expected: number,
    events: readonly NewEvent[],
  ) {
    this.messages = events.map(messageOf);
  }

  /** Repeats the identical batch at the same revision: the store recognises it when an earlier try got through. */
  async run(deadlineMs: number, attemptMs: number): Promise<Appended> {
    const end = performance.now() + deadlineMs;
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.once(Math.max(50, Math.min(attemptMs, end - performance.now())));
      } catch (error) {
        const refusal = final(error, this.stream, this.expected);
        if (refusal) throw refusal;
        this.everSent ||= !neverSent(error);
        const pause = Math.min(500, 20 * 2 ** attempt) * (0.5 + Math.random() / 2);
        if (performance.now() + pause >= end) throw this.gaveUp(error);
        await sleep(pause);
      }
    }
  }

  private async once(timeoutMs: number): Promise<Appended> {
    const expectedRevision = this.expected === NO_STREAM ? ('no_stream' as const) : BigInt(this.expected);
    const result = await withTimeout(
      this.client.appendToStream(this.stream, this.messages, { expectedRevision, deadline: timeoutMs }),
      timeoutMs,
    );
    if (!result.success) throw new WrongRevision(this.stream, this.expected, Number(result.nextExpectedRevision));
    return { revision: Number(result.nextExpectedRevision), position: result.position?.commit ?? 0n };
  }

  private gaveUp(error: unknown): Error {
    const detail = error instanceof DeadlineExceededError || error instanceof NoAnswer ? 'no answer in time' : 'the connection broke';
    if (this.everSent) return new UnknownOutcome(`the fate of a write to ${this.stream} is unknown: ${detail}`, { cause: error });
    return new StoreUnavailable('the event store cannot be reached', { cause: error });
  }
}
