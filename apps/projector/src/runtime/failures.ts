import { StoreUnavailable, UnknownOutcome, WrongRevision } from '@waybill/event-store';
import { Fenced, isTransient } from '@waybill/read-model';
import { WriteConflict } from '@waybill/streams';

/** Failures that no event is to blame for: another owner, or a store or database that is busy, away or restarting. */
export const isPassing = (error: unknown): boolean =>
  error instanceof Fenced ||
  error instanceof StoreUnavailable ||
  error instanceof UnknownOutcome ||
  error instanceof WrongRevision ||
  error instanceof WriteConflict ||
  isTransient(error);

/** What something failed of, when that was no passing failure. */
export interface Failure {
  readonly error: unknown;
}

/** A step that found others writing so often, each time after many attempts and a pause, is not kept waiting by chance. */
const CONFLICTS_IN_A_ROW = 5;

/** Tells for one reactor whether what failed will pass. A conflict that comes again and again is poison like any other. */
export class Patience {
  private conflicts = 0;

  /** To be called when the step that had failed is behind it. */
  renew(): void {
    this.conflicts = 0;
  }

  /** What a step failed of. @throws passing failures */
  async unlessPassing(step: () => Promise<void>): Promise<Failure | undefined> {
    try {
      await step();
      return undefined;
    } catch (error) {
      if (error instanceof WriteConflict) this.conflicts += 1;
      const lasts = error instanceof WriteConflict && this.conflicts >= CONFLICTS_IN_A_ROW;
      if (isPassing(error) && !lasts) throw error;
      return { error };
    }
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error));
