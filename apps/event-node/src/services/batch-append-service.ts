import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { EventStore } from '../event-store';
import { type BatchFrame, NO_TYPE } from '../wire/batch-append-request';
import {
  encodeBadRequest,
  encodeBatchSuccess,
  encodeMaximumAppendSizeExceeded,
  encodeStreamDeleted,
  encodeTimeout,
  encodeUnavailable,
  encodeWrongExpectedVersion,
} from '../wire/batch-append-response';
import { MAX_APPEND_SIZE } from '../write/append-limits';
import type { WriteOutcome } from '../write/write-request';
import { BatchWrite } from './batch-write';
import { unavailable } from './rpc-error';
import { DISK_FULL } from './write-failure';

type BatchCall = ServerDuplexStream<BatchFrame, Buffer>;

/** Bytes of waiting events above which the node reads no more from its clients. */
const BACKLOG_LIMIT = 64 * 1024 * 1024;
const DEADLINE_CHECK_MS = 250;

/** Streams.BatchAppend: many writes over one long-lived call. Each is answered exactly once; the client crashes on a second answer. */
export function batchAppend(store: EventStore, call: BatchCall, underWay?: Set<string>): void {
  new BatchSession(store, call, underWay).start();
}

class BatchSession {
  private readonly writes = new Map<string, BatchWrite>();
  private readonly timer: NodeJS.Timeout;
  private halfClosed = false;
  private closed = false;
  private readonly maxSize: number;

  constructor(
    private readonly store: EventStore,
    private readonly call: BatchCall,
    /** First events of the writes that are not stored yet; given, when a second write of them is left unanswered meanwhile. */
    private readonly underWay: Set<string> | undefined,
  ) {
    this.maxSize = store.behave?.maxAppendSize ?? MAX_APPEND_SIZE;
    this.timer = setInterval(() => this.expire(), DEADLINE_CHECK_MS).unref();
  }

  start(): void {
    const { call } = this;
    call.on('data', (frame: BatchFrame) => this.receive(frame));
    call.on('end', () => {
      this.halfClosed = true;
      this.endWhenDone();
    });
    call.on('drain', () => call.resume());
    for (const event of ['close', 'cancelled', 'error', 'finish'] as const) call.on(event, () => this.stop());
  }

  private receive(frame: BatchFrame): void {
    const write = this.writeOf(frame);
    // Frames of a write that has failed, or that was never begun, are ignored: a second answer would crash the client.
    if (!write?.collecting) return;
    write.add(frame);
    if (write.problem !== undefined) this.refuse(write, write.problem);
    else if (write.size > this.maxSize) this.answer(write, encodeMaximumAppendSizeExceeded(write, this.maxSize));
    else if (write.isOverdue) this.answer(write, encodeTimeout(write));
    else if (frame.isFinal) this.submit(write);
  }

  private refuse(write: BatchWrite, problem: string): void {
    this.answer(write, encodeBadRequest(write, problem));
    // Real servers answer an event without type twice, whatever their clients make of that.
    if (this.store.behave && problem === NO_TYPE && !this.closed) this.call.write(encodeBadRequest(write, problem));
  }

  private writeOf(frame: BatchFrame): BatchWrite | undefined {
    const known = this.writes.get(frame.correlationId);
    if (known || !frame.options) return known;
    const write = new BatchWrite(frame, frame.options);
    this.writes.set(frame.correlationId, write);
    return write;
  }

  private submit(write: BatchWrite): void {
    const request = write.toRequest();
    const [first] = request.events;
    if (first && this.underWay?.has(first.id)) return;
    if (first) this.underWay?.add(first.id);
    this.store.writes.submit(request, (outcome) => {
      if (first) this.underWay?.delete(first.id);
      this.settle(write, outcome);
    });
    if (this.store.writes.backlogBytes > BACKLOG_LIMIT) this.call.pause();
  }

  private settle(write: BatchWrite, outcome: WriteOutcome): void {
    // A stopping node ends the call itself, behind the answers to what it had taken on before.
    if (this.closed || outcome.kind === 'stopping') return;
    if (outcome.kind === 'unavailable') this.call.emit('error', unavailable(outcome.reason));
    else this.answer(write, encodeOutcome(write, outcome));
    if (this.call.isPaused()) this.call.resume();
  }

  /** Sends the answer unless the write has one already or the client has gone. */
  private answer(write: BatchWrite, message: Buffer): void {
    if (!this.writes.delete(write.correlationId) || this.closed) return;
    if (!this.call.write(message)) this.call.pause();
    this.endWhenDone();
  }

  private expire(): void {
    for (const write of this.writes.values()) if (write.isOverdue) this.answer(write, encodeTimeout(write));
  }

  private endWhenDone(): void {
    if (this.halfClosed && this.writes.size === 0 && !this.closed) this.call.end();
  }

  private stop(): void {
    this.closed = true;
    this.writes.clear();
    clearInterval(this.timer);
  }
}

function encodeOutcome(write: BatchWrite, outcome: Exclude<WriteOutcome, { kind: 'unavailable' | 'stopping' }>): Buffer {
  switch (outcome.kind) {
    case 'written':
    case 'idempotent':
      return encodeBatchSuccess(write, outcome.revision, outcome.position);
    case 'wrongExpectedRevision':
      return encodeWrongExpectedVersion(write, write.expected, outcome.current);
    case 'streamDeleted':
      return encodeStreamDeleted(write);
    case 'timeout':
      return encodeTimeout(write);
    case 'full':
      return encodeUnavailable(write, DISK_FULL);
    case 'badRequest':
      return encodeBadRequest(write, outcome.reason);
  }
}
