import { crc32 } from 'node:zlib';
import type { ServiceError } from '@grpc/grpc-js';
import type { Strategy } from './definition';

/** Newest latencies that statistics are made of. */
const KEPT_LATENCIES = 128;

/** A client that takes part in a group. */
export class Consumer {
  /** Ids of the events that it has and has not answered for. */
  readonly inFlight = new Set<string>();
  total = 0;
  readonly latenciesMs: number[] = [];

  constructor(
    /** Tells it from the other consumers of its group. */
    readonly number: number,
    readonly connection: { readonly name: string; readonly from: string },
    private readonly slots: number,
    readonly send: (message: Buffer) => void,
    /** Ends the client's call with an error. */
    readonly drop: (error: ServiceError) => void,
  ) {}

  get freeSlots(): number {
    return Math.max(0, this.slots - this.inFlight.size);
  }

  tookMs(latency: number): void {
    if (this.latenciesMs.length === KEPT_LATENCIES) this.latenciesMs.shift();
    this.latenciesMs.push(latency);
  }
}

/** The consumers of a group, and who of them gets the next event. */
export class Consumers {
  /** In the order in which they came; with RoundRobin, in the order of their turns. */
  readonly all: Consumer[] = [];

  constructor(private readonly strategy: Strategy) {}

  /** True when one that has no room must not hold up events for others. */
  get isPinned(): boolean {
    return this.strategy === 'Pinned';
  }

  get hasRoom(): boolean {
    return this.all.some(({ freeSlots }) => freeSlots > 0);
  }

  add(consumer: Consumer): void {
    this.all.push(consumer);
  }

  /** False when it was not there any more. */
  remove(consumer: Consumer): boolean {
    const at = this.all.indexOf(consumer);
    if (at >= 0) this.all.splice(at, 1);
    return at >= 0;
  }

  /** The consumer that gets an event of this stream now; none when those that could have no room. */
  choose(stream: () => string): Consumer | undefined {
    if (this.strategy === 'Pinned') return this.pinnedTo(stream());
    const at = this.all.findIndex(({ freeSlots }) => freeSlots > 0);
    const consumer = this.all[at];
    if (consumer && this.strategy === 'RoundRobin') this.all.push(...this.all.splice(0, at + 1));
    return consumer;
  }

  /** Rendezvous hashing: a stream changes its consumer only when that one goes or a new one takes it over. */
  private pinnedTo(stream: string): Consumer | undefined {
    let winner: Consumer | undefined;
    let best = -1;
    for (const consumer of this.all) {
      const weight = crc32(`${consumer.number}:${stream}`);
      if (weight > best) [winner, best] = [consumer, weight];
    }
    return winner && winner.freeSlots > 0 ? winner : undefined;
  }
}
