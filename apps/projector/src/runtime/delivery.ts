import type { Advance, ParkedEvent, Queryable } from '@waybill/read-model';
import type { KeyedEvent } from './partitioning';

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

/** Hands events to a processor and commits what came of it together with the checkpoint, all or nothing. */
export interface Delivery {
  deliver(consignment: Consignment): Promise<Receipt>;
  /** Forgets what is in memory only: it will go on from the checkpoint. */
  reset(): Promise<void>;
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
