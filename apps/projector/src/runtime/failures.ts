import { StoreUnavailable, UnknownOutcome, WrongRevision } from '@waybill/event-store';
import { Fenced, isTransient } from '@waybill/read-model';
import { WriteConflict } from '@waybill/tracking';

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

export const messageOf = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error));
