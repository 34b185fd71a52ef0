import type { EventFilter } from '../read/event-filter';

/** Name that stands for the whole log where a stream is named. */
export const ALL = '$all';

/** How a group's events are shared out among its consumers. */
export const STRATEGIES = ['DispatchToSingle', 'RoundRobin', 'Pinned'] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** A place in what a group follows: an event number, or a log position for `$all`. */
export type GroupPosition = number;

/** Where a group begins that has no checkpoint. `at` includes the event there. */
export type StartFrom = { readonly kind: 'start' } | { readonly kind: 'end' } | { readonly kind: 'at'; readonly place: GroupPosition };

export interface GroupSettings {
  readonly resolveLinks: boolean;
  readonly extraStatistics: boolean;
  /** An event that is not acknowledged by then is sent again; 0 = never. */
  readonly messageTimeoutMs: number;
  /** After so many retries an event is parked. */
  readonly maxRetryCount: number;
  /** Events that must be done before a checkpoint is written when its time has come. */
  readonly minCheckpointCount: number;
  /** Events after which a checkpoint is written at once. */
  readonly maxCheckpointCount: number;
  readonly checkpointAfterMs: number;
  /** 0 = any number. */
  readonly maxSubscriberCount: number;
  readonly liveBufferSize: number;
  readonly readBatchSize: number;
  /** Events that are read ahead at most. */
  readonly historyBufferSize: number;
  readonly strategy: Strategy;
}

/** Everything that a client decides about a group; kept in the configuration stream. */
export interface GroupDefinition {
  readonly stream: string;
  readonly group: string;
  readonly startFrom: StartFrom;
  readonly settings: GroupSettings;
  /** Groups of `$all` only. */
  readonly filter?: EventFilter;
}

/** Identifies a group; also what a subscription is called. */
export function groupKey(stream: string, group: string): string {
  return `${stream}::${group}`;
}

/** A place as the protocol's texts spell it. */
export function positionText(stream: string, place: GroupPosition): string {
  return stream === ALL ? `C:${place}/P:${place}` : String(place);
}

/** Where a group began, as the protocol's texts spell it. */
export function startText({ stream, startFrom }: GroupDefinition): string {
  return positionText(stream, startFrom.kind === 'at' ? startFrom.place : startFrom.kind === 'start' ? 0 : -1);
}

/** The place in a text that {@link positionText} wrote, undefined for any other. */
export function parsePosition(text: unknown): GroupPosition | undefined {
  const digits = /^(?:C:)?(\d{1,16})(?:\/P:\d+)?$/.exec(String(text))?.[1];
  return digits === undefined ? undefined : Number(digits);
}
