import { type DeadLetter, type Queryable, type ReadDatabase, schemaOf, storeDeadLetters } from '@waybill/read-model';
import type { Projection } from '../processor';
import { type Failure, isPassing } from './failures';
import type { GroupCommit } from './group-commit';
import { carefully } from './keeping';
import { byKey, type KeyedEvent, readableOf } from './partitioning';
import {
  failuresIn,
  type KeyedBatch,
  outcomeOf,
  type ProcessorDriver,
  type Receipt,
  type Retrial,
  type RunningBuild,
  undoable,
} from './processor-driver';
import { handleKeysOrSetAside, handleOrSetAside } from './setting-aside';

/** An event that a build being made cannot handle: it is not set aside, since the build would then not be what the log says. */
export class Poisoned extends Error {
  override readonly name = 'Poisoned';

  constructor({ type, eventId, stream, position, error }: DeadLetter) {
    super(`${type} ${eventId} in ${stream} at ${position} cannot be handled: ${error}`);
  }
}

/**
 * Projections: rows and checkpoint in one transaction, shared with others while all goes well; the checkpoint first, so that a process that
 * lost its lease does no work.
 */
export class ProjectionDriver implements ProcessorDriver {
  readonly mayRetry = true;
  private readonly schema: string;

  constructor(
    private readonly database: ReadDatabase,
    private readonly projection: Projection,
    private readonly build: RunningBuild,
    /** Of the projections that share a feed. */
    private readonly groupOf: (feed: object | undefined) => GroupCommit,
  ) {
    this.schema = schemaOf(build);
  }

  async deliver(batch: KeyedBatch): Promise<Receipt> {
    try {
      await this.whole(batch);
      return { step: batch.step, failed: [], pending: false };
    } catch (error) {
      if (isPassing(error)) throw error;
      return this.keyByKey(batch);
    }
  }

  /** Rows, and what is left of the queue, in one transaction. */
  retry<T>({ load, settle }: Retrial<T>): Promise<T> {
    return this.database.transaction(async (tx) => {
      const queued = await load(tx);
      const [failed] = await handleOrSetAside(queued.events, (some) => this.attempt(some, tx));
      return settle(tx, outcomeOf(queued, failed));
    });
  }

  async reset(): Promise<void> {}

  private whole({ events, behind, step, feed }: KeyedBatch): Promise<void> {
    return this.groupOf(feed).commit({ build: this.build, step }, async (tx) => {
      await this.handle(events, tx);
      await storeDeadLetters(tx, this.build, behind);
    });
  }

  /** Something in the batch is poison: what stands before it counts, what stands behind it waits. */
  private keyByKey({ events, behind, step }: KeyedBatch): Promise<Receipt> {
    return this.database.transaction(async (tx) => {
      const advanced = await carefully.advance(tx, this.build, step);
      const unnamed = advanced.refused && step.lastEvent?.id;
      const attempt = async (some: readonly KeyedEvent[]) =>
        some.some(({ event }) => event.eventId === unnamed) ? advanced.refused : this.attempt(some, tx);
      const deadLetters = await handleKeysOrSetAside(byKey(events), attempt);
      if (deadLetters[0] && !this.build.isLive) throw new Poisoned(deadLetters[0]);
      await storeDeadLetters(tx, this.build, [...deadLetters, ...behind]);
      return { step: advanced.step, failed: failuresIn(deadLetters), pending: false };
    });
  }

  private attempt(events: readonly KeyedEvent[], tx: Queryable): Promise<Failure | undefined> {
    return undoable(tx, () => this.handle(events, tx));
  }

  private async handle(events: readonly KeyedEvent[], tx: Queryable): Promise<void> {
    if (events.length === 0) return;
    await this.projection.handle(readableOf(events), tx, this.schema);
  }
}
