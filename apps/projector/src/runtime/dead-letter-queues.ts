import type { Clock, Logger } from '@waybill/platform';
import {
  type DeadLetter,
  type DeadLetterRequest,
  deadLetterPayloads,
  deadLetterRequests,
  discardedEvents,
  holdRange,
  type ProcessorBuild,
  type Queryable,
  type ReadDatabase,
  settleRequest,
  stoppedKeys,
  storable,
} from '@waybill/read-model';
import { EVERY_PARTITION } from '../processor';
import type { Meters } from './meters';
import type { KeyedEvent } from './partitioning';
import type { OwnedPartitions } from './partitions';
import type { Again, ProcessorDriver } from './processor-driver';
import { deadLetterOf, queuedOf } from './setting-aside';

/** What it works with. */
interface Around {
  readonly database: ReadDatabase;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meters: Meters;
}

const LOOK_MS = 1_000;

/**
 * What a processor has set aside: keys that a poison event or deadline stopped, and what an operator has discarded. Only the owner of a
 * partition adds to its queues or takes from them, and it does one thing at a time: so no event is passed over or handled twice.
 */
export class DeadLetterQueues {
  private keys = new Set<string>();
  private discarded = new Set<string>();
  private lookedAt = 0;

  constructor(
    private readonly around: Around,
    private readonly processor: ProcessorBuild,
    private readonly driver: ProcessorDriver,
    private readonly owned: OwnedPartitions,
  ) {}

  async open(): Promise<void> {
    this.keys = new Set(await stoppedKeys(this.around.database, this.processor));
    this.discarded = new Set(await discardedEvents(this.around.database, this.processor.name));
  }

  /** Which events can be handled, and which have to queue behind others of their key. */
  divide(events: readonly KeyedEvent[]): { readonly events: readonly KeyedEvent[]; readonly behind: readonly DeadLetter[] } {
    if (this.keys.size === 0 && this.discarded.size === 0) return { events, behind: [] };
    const counting = events.filter(({ event }) => !this.discarded.has(event.eventId));
    const waits = ({ key }: KeyedEvent): boolean => this.has(key);
    return { events: counting.filter((event) => !waits(event)), behind: counting.filter(waits).map((event) => deadLetterOf(event)) };
  }

  has(key: string): boolean {
    return this.keys.has(storable(key));
  }

  /** What failed, and has been set aside, stops its key. */
  stop(failed: readonly DeadLetter[]): void {
    const processor = this.processor.name;
    for (const { key, type, eventId, error } of failed) {
      this.keys.add(storable(key));
      this.around.meters.stoppedKeys.add({ processor });
      this.around.logger.error(
        { processor, key, type, eventId, error },
        'This failed three times and was set aside: its key stops, others go on',
      );
    }
  }

  /** Carries out, about once a second, what operators have asked for. `most` events of a key are handed over at once. */
  async carryOutRequests(most: number): Promise<void> {
    const now = this.around.clock.monotonic();
    if (this.keys.size === 0 || !this.driver.mayRetry || now - this.lookedAt < LOOK_MS) return;
    this.lookedAt = now;
    // A key of all partitions is freed by one owner for all.
    if (this.keys.has(EVERY_PARTITION)) this.keys = new Set(await stoppedKeys(this.around.database, this.processor));
    const requests = await deadLetterRequests(this.around.database, this.processor, this.owned.numbers);
    for (const request of requests) await this.carryOut(request, most);
  }

  private async carryOut(request: DeadLetterRequest, most: number): Promise<void> {
    const { processor } = this;
    const [owned] = request.partition === undefined ? [] : this.owned.of([request.partition]);
    const hold = async (tx: Queryable) => owned && (await holdRange(tx, processor, owned));
    const result = await this.driver.retry({
      load: async (tx) => {
        await hold(tx);
        return queuedOf(request.key, await deadLetterPayloads(tx, processor, request, most));
      },
      settle: async (tx, { done, failed }) => {
        await hold(tx);
        const free = await settleRequest(tx, processor, request, { done, failed });
        return { free, failed, done: done.length };
      },
    });
    if (result.free) this.keys.delete(request.key);
    this.report(request, result);
  }

  private report({ action, key, actor }: DeadLetterRequest, result: { free: boolean; failed?: Again['failed']; done: number }): void {
    const { free, failed, done } = result;
    const details = { processor: this.processor.name, key, action, actor, done, error: failed?.error };
    if (failed) this.around.logger.warn(details, 'What was set aside failed again; its key stays stopped');
    else this.around.logger.info(details, free ? 'What was set aside was handled; its key goes on' : 'What was set aside is being handled');
  }
}
