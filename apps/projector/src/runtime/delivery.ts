import type { StoredEvent } from '@waybill/events';
import type { Advance, ParkedEvent, ProcessorBuild, Queryable } from '@waybill/read-model';
import type { KeyedEvent } from './partitioning';

/** A build of a processor as a process runs it. */
export interface RunningBuild extends ProcessorBuild {
  /** False while it is being made: nobody reads from it, and it must be right or not be. */
  isLive: boolean;
}

/** What of a batch concerns a processor, and how far it takes the checkpoint. */
export interface Consignment {
  readonly events: readonly KeyedEvent[];
  /** Events of keys that have others set aside: they queue behind them. */
  readonly behind: readonly ParkedEvent[];
  readonly step: Advance;
}

/** How it went. */
export interface Receipt {
  /** What the checkpoint was moved by; undefined when it stays. */
  readonly step: Advance | undefined;
  /** Keys that were stopped by this batch. */
  readonly stopped: readonly string[];
  /** True when there is unfinished work that wants to be called again soon. */
  readonly pending: boolean;
}

/** How it went with events of one key that had been set aside. */
export interface Again {
  /** Handled for good. */
  readonly done: readonly KeyedEvent[];
  /** The one that failed again. */
  readonly failed?: ParkedEvent;
}

/** Events to hand over again: read and settled while their partition is held. */
export interface Retrial<T> {
  load(tx: Queryable): Promise<readonly KeyedEvent[]>;
  settle(tx: Queryable, again: Again): Promise<T>;
}

/** A key whose deadline has passed. */
export interface DueKey {
  readonly partition: number;
  readonly key: string;
}
/** A partition with the epoch in which it is owned here. */
export interface PartitionOwner {
  readonly partition: number;
  readonly epoch: bigint;
}

/** Hands events to a processor and commits what came of it together with the checkpoint, all or nothing. */
export interface Delivery {
  /** Tells of all that passes by, before what concerns it is delivered. */
  overhear?(events: readonly StoredEvent[]): void;
  deliver(consignment: Consignment): Promise<Receipt>;
  /** False while events that were set aside are not in the table yet: none can be handed over again before. */
  readonly mayRetry: boolean;
  /** Hands one key's events over again, without moving the checkpoint that has passed them. */
  retry<T>(retrial: Retrial<T>): Promise<T>;
  /** Hands over keys whose time has come. Only for processors that keep deadlines. */
  wake?(keys: readonly DueKey[], owners: readonly PartitionOwner[]): Promise<void>;
  /** Forgets what is in memory only: it will go on from the checkpoint. */
  reset(): Promise<void>;
}

/** What of some events is behind a processor: all before the one that failed and the one that it is not done with. */
export function outcomeOf(events: readonly KeyedEvent[], failed: ParkedEvent | undefined, pending?: bigint): Again {
  const open = [failed?.position, pending].filter((position) => position !== undefined);
  return { done: events.filter(({ event }) => open.every((position) => event.position < position)), failed };
}

/** Runs a step that can be undone within a transaction. */
export async function undoable(tx: Queryable, step: () => Promise<void>): Promise<{ error: unknown } | undefined> {
  await tx.query('savepoint step');
  try {
    await step();
    await tx.query('release savepoint step');
    return undefined;
  } catch (error) {
    await tx.query('rollback to savepoint step');
    return { error };
  }
}
