import type { BuildPurpose, BuildState, Comparison } from './build';

/** UTC with milliseconds (RFC 3339). */
type Time = string;

/** How far one partition of one processor is. */
export interface ProcessorPartition {
  readonly processor: string;
  readonly kind: 'projection' | 'reactor';
  readonly version: number;
  /** Whether reads (projections) or effects (reactors) come from this version. */
  readonly live: boolean;
  readonly partition: number;
  /** Commit position of the last event that it has passed; null before the first. */
  readonly position: bigint | null;
  /** Recorded time of the last event passed: with the head it gives the lag in seconds. */
  readonly lastEventTime: Time | null;
  /** Position of the last event that a reactor appended. */
  readonly emittedPosition: bigint | null;
  /** `halted`: it refuses to go on, `note` says why. `unowned`: no process runs it. */
  readonly state: 'running' | 'retrying' | 'halted' | 'unowned';
  readonly note: string | null;
  readonly owner: string | null;
  /** Events set aside because one of their key failed three times. */
  readonly parkedEvents: number;
  /** Of the partition's rows, from the last comparison with a rebuilt read model, and the position that it belongs to. */
  readonly digest: string | null;
  readonly digestPosition: string | null;
  readonly updatedAt: Time;
}

/** A build of a processor: the live one, one that is being made beside it, or one that is over. */
export interface BuildView {
  readonly processor: string;
  /** Number of the build; its tables are in the schema `<processor>_v<version>`. */
  readonly version: number;
  /** Version of the rules it is made by. */
  readonly rules: number;
  readonly purpose: BuildPurpose;
  readonly state: BuildState;
  readonly note: string | null;
  /** null when it has no tables, or none any more. */
  readonly schema: string | null;
  readonly requestedAt: Time;
  readonly changedAt: Time;
  /** The moment, and the position, that it ends with. */
  readonly until: Time | null;
  readonly untilPosition: string | null;
  /** What its slowest partition has passed; null before the first event. */
  readonly position: string | null;
  readonly handledEvents: number;
  readonly comparison: Comparison | null;
}

/** An event or a deadline that one processor set aside: it failed three times, or waits behind one of the same key that did. */
export interface DeadLetterView {
  readonly processor: string;
  readonly version: number;
  readonly partition: number;
  /** What the processor keeps in order, for example a shipment id. */
  readonly key: string;
  readonly position: string;
  readonly eventId: string;
  /** null for a deadline, which is in no stream. */
  readonly stream: string | null;
  /** Of the event, or "deadline". */
  readonly type: string;
  /** null when it only waits. */
  readonly error: string | null;
  readonly parkedAt: Time;
  /** How often it failed again at an operator's wish, and when the last time. */
  readonly retries: number;
  readonly retriedAt: Time | null;
  /** What was asked for and is not carried out yet. */
  readonly request: 'retry' | 'discard' | null;
}

/** A process that runs processors, with its own metrics (prom-client JSON, for `AggregatorRegistry.aggregate`). */
export interface ProjectorProcess {
  readonly owner: string;
  readonly seenAt: Time;
  readonly metrics: readonly unknown[];
}
