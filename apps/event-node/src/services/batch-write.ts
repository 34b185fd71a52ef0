import type { BatchFrame, BatchOptions } from '../wire/batch-append-request';
import { appendSize, WRITE_TIMEOUT_MS } from '../write/append-limits';
import { ANY, type ExpectedRevision } from '../write/expected-revision';
import type { ProposedEvent, WriteRequest } from '../write/write-request';

/** One write of a batch call while its frames come in and until it is answered. */
export class BatchWrite {
  readonly correlation: Buffer;
  readonly correlationId: string;
  readonly stream: string;
  readonly expected: ExpectedRevision;
  /** What makes the write unacceptable, in words. */
  problem: string | undefined;
  /** Bytes that count towards the append limit. */
  size = 0;
  /** True until its last frame came. */
  collecting = true;
  private readonly events: ProposedEvent[] = [];
  private readonly deadline: number;

  constructor(frame: BatchFrame, options: BatchOptions) {
    this.correlation = Buffer.from(frame.correlation);
    this.correlationId = frame.correlationId;
    this.stream = options.stream;
    this.expected = options.expected ?? ANY;
    this.deadline = performance.now() + Math.min(options.timeoutMs, WRITE_TIMEOUT_MS);
    if (options.stream === '') this.problem = 'A stream name must not be empty.';
    else if (options.expected === undefined) this.problem = 'No expected revision is given.';
  }

  /** True when the client has been promised an answer by now. */
  get isOverdue(): boolean {
    return performance.now() >= this.deadline;
  }

  add(frame: BatchFrame): void {
    this.problem ??= frame.problem;
    if (frame.isFinal) this.collecting = false;
    for (const event of frame.events) {
      this.size += appendSize(event);
      this.events.push(event);
    }
  }

  toRequest(): WriteRequest {
    return { stream: this.stream, expected: this.expected, intent: 'append', events: this.events, deadline: this.deadline };
  }
}
