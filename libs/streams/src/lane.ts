import { setTimeout as pause } from 'node:timers/promises';
import type { Fold } from '@waybill/domain';
import { type Appended, WrongRevision } from '@waybill/event-store';
import type { NewEvent } from '@waybill/events';
import { NextAppend, type StreamMemory, type StreamView } from './memory';
import { catchUp, SNAPSHOT_EVERY, saveSnapshot } from './snapshots';
import { type Decide, type Memories, type Step, WriteConflict, type Written } from './writing';

/** A step, and the caller that waits for what comes of it. */
interface Job {
  /** Decides it on what is known; what comes of it is told once it is stored. */
  readonly decide: (view: StreamView<unknown>) => { readonly step: Step<unknown>; readonly tell: (position: bigint) => void };
  readonly reject: (error: unknown) => void;
}
interface Decided {
  readonly job: Job;
  readonly tell: (position: bigint) => void;
}
interface Group {
  readonly next: NextAppend<unknown>;
  readonly decided: Decided[];
  bytes: number;
  divisible: boolean;
  doubtful: boolean;
}

/** One write must stay below the store's 1 MiB, metadata included. */
const GROUP_BYTES = 700_000;
const GROUP_EVENTS = 500;
const ATTEMPTS = 10;
/** Metadata of an event and its framing, roughly. */
const OVERHEAD_BYTES = 600;

/** The queue of one stream: whatever waits is decided together and appended at once. */
export class Lane {
  private queue: Job[] = [];
  private running = false;

  constructor(
    private readonly writer: Memories,
    private readonly stream: string,
    private readonly fold: Fold<unknown>,
    private readonly onIdle: () => void,
  ) {}

  push<R>(decide: Decide<unknown, R>): Promise<Written<R>> {
    return new Promise<Written<R>>((resolve, reject) => {
      const decided = (view: StreamView<unknown>) => {
        const step = decide(view);
        return { step, tell: (position: bigint) => resolve({ result: step.result, position }) };
      };
      this.queue.push({ decide: decided, reject });
      if (!this.running) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.running = true;
    while (this.queue.length > 0) {
      try {
        await this.turn();
      } catch (error) {
        this.writer.forget(this.stream);
        for (const job of this.queue.splice(0)) job.reject(error);
      }
    }
    this.running = false;
    this.onIdle();
  }

  /** One append, and the jobs that it answers. */
  private async turn(): Promise<void> {
    let memory = this.writer.peek<unknown>(this.stream) ?? (await this.writer.load(this.fold, this.stream));
    for (let attempt = 1; ; attempt += 1) {
      let group = this.decide(memory);
      if (group.doubtful) {
        rollBack(group, this.queue);
        memory = await catchUp(this.writer.log, memory);
        group = this.decide(memory);
      }
      if (group.next.events.length === 0) return settle(group, memory.position);
      try {
        const { revision, position } = await this.append(group, memory);
        settle(group, position);
        // A stream that was deleted and has begun again goes on with its old numbers.
        return revision === group.next.revision ? this.remember(memory) : this.writer.forget(this.stream);
      } catch (error) {
        if (!(error instanceof WrongRevision)) return this.fail(group, error);
        rollBack(group, this.queue);
        if (attempt >= ATTEMPTS) return this.giveUp(group.decided.length);
        await pause(attempt * 5 * Math.random());
        memory = await this.renewed(memory);
      }
    }
  }

  /**
   * What is too large for the store goes in parts, each behind the one before. When something comes in between, or the process ends, what is
   * stored is a beginning: the step is decided again, and wants the rest.
   */
  private async append({ next, divisible }: Group, memory: StreamMemory<unknown>): Promise<Appended> {
    const parts = divisible ? partsOf(next.events) : [next.events];
    let last: Appended = { revision: next.base, position: memory.position };
    for (const events of parts) {
      const part = parts.length === 1 ? next : new NextAppend(memory).add(events);
      last = await this.writer.log.append(this.stream, last.revision, events);
      if (last.revision === part.revision) memory.takeOver(part, last.position);
    }
    return last;
  }

  /** Runs waiting jobs against the memory until an append is full. Every job sees what those before it decided. */
  private decide(memory: StreamMemory<unknown>): Group {
    const group: Group = { next: new NextAppend(memory), decided: [], bytes: 0, divisible: false, doubtful: false };
    const { events } = group.next;
    for (let job = this.queue[0]; job && events.length < GROUP_EVENTS && group.bytes < GROUP_BYTES; job = this.queue[0]) {
      try {
        const { step, tell } = job.decide(group.next);
        const bytes = (step.bytes ?? sizeOf(step.events)) + step.events.length * OVERHEAD_BYTES;
        if (events.length > 0 && group.bytes + bytes > GROUP_BYTES) break;
        group.next.add(step.events);
        group.decided.push({ job, tell });
        group.bytes += bytes;
        group.divisible ||= step.divisible === true && bytes > GROUP_BYTES;
        group.doubtful ||= step.doubtful === true;
      } catch (error) {
        job.reject(error);
      }
      this.queue.shift();
    }
    return group;
  }

  /** With what others appended. When that is nothing, it was a memory of another log: this one is an older copy of it. */
  private async renewed(memory: StreamMemory<unknown>): Promise<StreamMemory<unknown>> {
    const { revision } = memory;
    if ((await catchUp(this.writer.log, memory)).revision > revision) return memory;
    this.writer.forget(this.stream);
    return this.writer.load(this.fold, this.stream);
  }

  private fail(group: Group, error: unknown): void {
    this.writer.forget(this.stream);
    for (const { job } of group.decided) job.reject(error);
  }

  private giveUp(count: number): void {
    for (const job of this.queue.splice(0, count)) job.reject(new WriteConflict(`too many concurrent writers on ${this.stream}`));
  }

  private remember(memory: StreamMemory<unknown>): void {
    this.writer.keep(memory);
    if (memory.revision - Math.max(memory.savedUpTo, memory.triedUpTo) >= SNAPSHOT_EVERY)
      void saveSnapshot(this.writer.log, memory, this.writer.now()).catch(() => undefined);
  }
}

/** Events in pieces that the store takes, in their order. One that is too large by itself is a piece of its own. */
function partsOf(events: readonly NewEvent[]): NewEvent[][] {
  const parts: NewEvent[][] = [];
  let room = 0;
  for (const event of events) {
    const bytes = sizeOf([event]) + OVERHEAD_BYTES;
    if (bytes > room || (parts.at(-1)?.length ?? 0) >= GROUP_EVENTS) {
      parts.push([]);
      room = GROUP_BYTES;
    }
    parts.at(-1)?.push(event);
    room -= bytes;
  }
  return parts;
}

const sizeOf = (events: readonly NewEvent[]): number => events.reduce((sum, { data }) => sum + Buffer.byteLength(JSON.stringify(data)), 0);

function settle(group: Group, position: bigint): void {
  for (const { tell } of group.decided) tell(position);
}

/** Puts a group's jobs in front of the queue again. */
function rollBack(group: Group, queue: Job[]): void {
  queue.unshift(...group.decided.map(({ job }) => job));
}
