import type { StoredEvent } from '@waybill/events';
import type { Advance, DeadLetter, OwnedRange, ProcessorBuild, Queryable } from '@waybill/read-model';
import { type Failure, isPassing } from './failures';
import type { KeyedEvent } from './partitioning';

/** A build of a processor as a process runs it. */
export interface RunningBuild extends ProcessorBuild {
  /** False while it is being made: no query reads from it, and it must be right or not be. */
  isLive: boolean;
}

/** What of a batch concerns a processor, and how far it takes the checkpoint. */
export interface KeyedBatch {
  readonly events: readonly KeyedEvent[];
  /** Events of keys that have others set aside: they queue behind them. */
  readonly behind: readonly DeadLetter[];
  readonly step: Advance;
  /** The feed has not been at the end of the log yet. */
  readonly past: boolean;
  /** The feed that it came by: processors that share one commit together. */
  readonly feed?: object;
}

/** How it went. */
export interface Receipt {
  /** What the checkpoint was moved by; undefined when it stays. */
  readonly step: Advance | undefined;
  /** What failed in this batch and was set aside: it stops its key. */
  readonly failed: readonly DeadLetter[];
  /** True when there is unfinished work that wants to be called again soon. */
  readonly pending: boolean;
}

/** What of one key had been set aside, in the order in which it is handed over again. */
export interface Queued {
  /** PartitionHold of a deadline that could not be handled or kept. It stands before all events. */
  readonly deadline?: bigint;
  readonly key: string;
  readonly events: readonly KeyedEvent[];
}

/** How it went with what had been set aside. */
export interface Again {
  /** Positions of what was handled for good. */
  readonly done: readonly bigint[];
  /** The one that failed again. */
  readonly failed?: Pick<DeadLetter, 'position' | 'error'>;
}

/** What to hand over again: read and settled while its partition is held. */
export interface Retrial<T> {
  load(tx: Queryable): Promise<Queued>;
  settle(tx: Queryable, again: Again): Promise<T>;
}

/** A key whose deadline has passed. */
export interface DueKey {
  readonly partition: number;
  readonly key: string;
}

/** Hands events to a processor and commits what came of it together with the checkpoint, all or nothing. */
export interface ProcessorDriver {
  /** Tells of all that passes by, before what concerns it is delivered. */
  observe?(events: readonly StoredEvent[]): void;
  deliver(batch: KeyedBatch): Promise<Receipt>;
  /** False while events that were set aside are not in the table yet: none can be handed over again before. */
  readonly mayRetry: boolean;
  /** Hands one key's events over again, without moving the checkpoint that has passed them. */
  retry<T>(retrial: Retrial<T>): Promise<T>;
  /** Hands over keys whose time has come; answers what failed and was set aside. Only for processors that keep deadlines. */
  wake?(keys: readonly DueKey[], owned: readonly OwnedRange[]): Promise<readonly DeadLetter[]>;
  /** Forgets what is in memory only: it will go on from the checkpoint. */
  reset(): Promise<void>;
}

/** Without what only waits behind what failed. */
export const failuresIn = (deadLetters: readonly DeadLetter[]): readonly DeadLetter[] =>
  deadLetters.filter(({ error }) => error !== undefined);

const positionsOf = ({ deadline, events }: Queued): bigint[] => [
  ...(deadline === undefined ? [] : [deadline]),
  ...events.map(({ event }) => event.position),
];

/** What of a queue is behind a processor: all before the one that failed and the one that it is not done with. */
export function outcomeOf(queued: Queued, failed: Again['failed'], pending?: bigint): Again {
  const open = [failed?.position, pending].filter((position) => position !== undefined);
  return { done: positionsOf(queued).filter((at) => open.every((position) => at < position)), failed };
}

/** The first of a queue as what failed, for an error that is about the key as a whole. */
export const failedAtOnce = (queued: Queued, error: string | undefined): Again['failed'] => ({
  position: positionsOf(queued)[0] ?? 0n,
  error,
});

/**
 * Runs a step that can be undone within a transaction. It fails also by what the database would only find out when the transaction ends.
 * @throws passing failures
 */
export async function undoable(tx: Queryable, step: () => Promise<void>): Promise<Failure | undefined> {
  await tx.query('savepoint step');
  try {
    await step();
    await tx.query('set constraints all immediate');
    await tx.query('release savepoint step');
    return undefined;
  } catch (error) {
    if (isPassing(error)) throw error;
    await tx.query('rollback to savepoint step');
    return { error };
  }
}
