import type { Evidence, ExceptionRule, ExceptionState } from '@waybill/events';

/** Rows as the projection writes them. Times are milliseconds since the Unix epoch, UTC. */
export interface ExceptionRow {
  readonly exception_id: string;
  readonly shipment_id: string;
  readonly rule: ExceptionRule;
  readonly geofence_id: string | null;
  readonly state: ExceptionState;
  /** Somebody still has to see to it. */
  readonly open: boolean;
  /** The facts have not ended it, whatever people have done about it. */
  readonly ongoing: boolean;
  readonly since: number;
  readonly until: number | null;
  readonly raised_at: number;
  /** When we noticed. */
  readonly detected_at: number;
  readonly assignee: string | null;
  /** By which it is found. */
  readonly assignee_key: string | null;
  readonly snoozed_until: number | null;
  readonly late: boolean;
  readonly backfilled: boolean;
  readonly flapping: boolean;
  readonly merged_into: string | null;
  /** What the fold goes on from, with the evidence; `episode.evidence` is all that anybody else reads of it. */
  readonly facts: { readonly episode: { readonly evidence: Evidence } };
  /** Last event of the stream that the row contains. */
  readonly revision: number;
  readonly updated_at: number;
}

/** One event of a stream of exceptions. */
export interface StepRow {
  readonly shipment_id: string;
  readonly revision: number;
  /** null for what is about no exception: a fence that was crossed as it may be. */
  readonly exception_id: string | null;
  readonly event_id: string;
  readonly type: string;
  readonly time: number;
  readonly recorded_time: number;
  readonly data: unknown;
  /** Place within its instant on the timeline, and the line there; null for steps that it does not show. */
  readonly place: number | null;
  readonly position: bigint;
  readonly entry: unknown;
}
