import { type ParkedEvent, park, type Queryable, type ReadDatabase, schemaOf } from '@waybill/read-model';
import type { Projection } from '../processor';
import {
  type Consignment,
  type Delivery,
  failuresIn,
  outcomeOf,
  type Receipt,
  type Retrial,
  type RunningBuild,
  undoable,
} from './delivery';
import { type Failure, isPassing } from './failures';
import type { GroupCommit } from './group-commit';
import { carefully } from './keeping';
import { handleKeysOrPark, handleOrPark } from './parking';
import { byKey, type KeyedEvent, readableOf } from './partitioning';

/** An event that a build being made cannot handle: it is not set aside, since the build would then not be what the log says. */
export class Poisoned extends Error {
  override readonly name = 'Poisoned';

  constructor({ type, eventId, stream, position, error }: ParkedEvent) {
    super(`${type} ${eventId} in ${stream} at ${position} cannot be handled: ${error}`);
  }
}

/**
 * Projections: rows and checkpoint in one transaction, shared with others while all goes well; the checkpoint first, so that a process that
 * lost its lease does no work.
 */
export class ProjectionDelivery implements Delivery {
  readonly mayRetry = true;
  private readonly schema: string;

  constructor(
    private readonly database: ReadDatabase,
    private readonly projection: Projection,
    private readonly build: RunningBuild,
    /** Of those who share a feed. */
    private readonly groupOf: (feed: object | undefined) => GroupCommit,
  ) {
    this.schema = schemaOf(build);
  }

  async deliver(consignment: Consignment): Promise<Receipt> {
    try {
      await this.whole(consignment);
      return { step: consignment.step, failed: [], pending: false };
    } catch (error) {
      if (isPassing(error)) throw error;
      return this.keyByKey(consignment);
    }
  }

  /** Rows, and what is left of the queue, in one transaction. */
  retry<T>({ load, settle }: Retrial<T>): Promise<T> {
    return this.database.transaction(async (tx) => {
      const queued = await load(tx);
      const [failed] = await handleOrPark(queued.events, (some) => this.attempt(some, tx));
      return settle(tx, outcomeOf(queued, failed));
    });
  }

  async reset(): Promise<void> {}

  private whole({ events, behind, step, feed }: Consignment): Promise<void> {
    return this.groupOf(feed).commit({ build: this.build, step }, async (tx) => {
      await this.handle(events, tx);
      await park(tx, this.build, behind);
    });
  }

  /** Something in the batch is poison: what stands before it counts, what stands behind it waits. */
  private keyByKey({ events, behind, step }: Consignment): Promise<Receipt> {
    return this.database.transaction(async (tx) => {
      const advanced = await carefully.advance(tx, this.build, step);
      const unnamed = advanced.refused && step.lastEvent?.id;
      const attempt = async (some: readonly KeyedEvent[]) =>
        some.some(({ event }) => event.eventId === unnamed) ? advanced.refused : this.attempt(some, tx);
      const parked = await handleKeysOrPark(byKey(events), attempt);
      if (parked[0] && !this.build.isLive) throw new Poisoned(parked[0]);
      await park(tx, this.build, [...parked, ...behind]);
      return { step: advanced.step, failed: failuresIn(parked), pending: false };
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
