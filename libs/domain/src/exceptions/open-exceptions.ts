import { formatInstant, type Instant, parseInstant, type StoredEvent } from '@waybill/events';
import { RULE_OF_EVENT } from './event-types';
import { evolveExceptions } from './evolve';
import { changedExceptions, type Exception, exceptionState, isOpen, noExceptions } from './exception';

/** When we noticed an exception, and when something was last written about it. */
interface Noted {
  readonly detectedAt: Instant;
  readonly updatedAt: Instant;
}

/** What is kept of a stream of exceptions on the way to `openExceptions`: grows with its exceptions. */
export interface ExceptionsPast {
  readonly exceptions: readonly Exception[];
  /** By exception id. */
  readonly noted: ReadonlyMap<string, Noted>;
}
export const noExceptionsPast: ExceptionsPast = { exceptions: [], noted: new Map() };

/**
 * Whether an event counts for the state at a time. Raising, amending and taking back say what is known of an episode, whenever that was
 * found out. Its end, and what people did about it, count from the time at which they happened.
 */
function countsBy({ type, data, metadata }: StoredEvent, asOf: Instant): boolean {
  switch (type) {
    case 'dev.waybill.exception-amended.v1':
    case 'dev.waybill.exception-retracted.v1':
      return true;
    case 'dev.waybill.exception-reopened.v1':
      return data.by === 'facts' || hasHappened(metadata.time, asOf);
    default:
      return type in RULE_OF_EVENT || hasHappened(metadata.time, asOf);
  }
}

const hasHappened = (time: string, asOf: Instant): boolean => (parseInstant(time) as Instant) <= asOf;

/** Notes what an event is about, and answers the exceptions with it. */
function withEvent(exceptions: readonly Exception[], event: StoredEvent, noted: Map<string, Noted>): readonly Exception[] {
  const after = evolveExceptions({ ...noExceptions, exceptions }, event).exceptions;
  const updatedAt = parseInstant(event.metadata.recordedtime) as Instant;
  for (const { exceptionId } of changedExceptions(exceptions, after))
    noted.set(exceptionId, { detectedAt: noted.get(exceptionId)?.detectedAt ?? updatedAt, updatedAt });
  return after;
}

/** The past with more of the stream in it, in stream order; with what had happened by `asOf`, everything when that is absent. */
export function foldExceptionsPast(past: ExceptionsPast, events: readonly StoredEvent[], asOf?: Instant): ExceptionsPast {
  const noted = new Map(past.noted);
  const counting = events.filter((event) => asOf === undefined || countsBy(event, asOf));
  return { exceptions: counting.reduce((all, event) => withEvent(all, event, noted), past.exceptions), noted };
}

/** As it was at a time: what ended later went on then. */
function goingOn({ resolved, ...one }: Exception): Exception {
  const open = { ...one, episode: { ...one.episode, until: undefined } };
  return resolved?.by === 'person' ? { ...open, resolved } : open;
}

/** As it was at a time, or undefined when it had not begun yet or was over. */
function at(asOf: Instant, exception: Exception): Exception | undefined {
  const { since, until } = exception.episode;
  if (since > asOf || (until !== undefined && until <= asOf)) return undefined;
  return until === undefined ? exception : goingOn(exception);
}

const iso = (instant: Instant | undefined): string | null => (instant === undefined ? null : formatInstant(instant));

const viewOf = (shipmentId: string, exception: Exception, { detectedAt, updatedAt }: Noted) => ({
  exceptionId: exception.exceptionId,
  shipmentId,
  type: exception.episode.rule,
  geofenceId: exception.episode.subject ?? null,
  state: exceptionState(exception),
  since: formatInstant(exception.episode.since),
  until: iso(exception.episode.until),
  raisedAt: formatInstant(exception.episode.raisedAt),
  detectedAt: formatInstant(detectedAt),
  assignee: exception.assignee ?? null,
  snoozedUntil: iso(exception.snoozedUntil),
  late: exception.late,
  backfilled: exception.backfilled,
  flapping: exception.episode.flapping,
  mergedInto: exception.retracted?.mergedInto ?? null,
  updatedAt: formatInstant(updatedAt),
});

const byRaising = (a: Exception, b: Exception): number =>
  a.episode.raisedAt - b.episode.raisedAt || (a.exceptionId < b.exceptionId ? -1 : 1);

/**
 * What somebody had to see to, in the order of the raising, as the read model shows it. With `asOf`, which must be the one that was folded
 * with: what held at that time, also where it was raised or found out later.
 */
export const openExceptions = (shipmentId: string, { exceptions, noted }: ExceptionsPast, asOf?: Instant) =>
  exceptions
    .flatMap((one) => (asOf === undefined ? one : (at(asOf, one) ?? [])))
    .filter(isOpen)
    .sort(byRaising)
    .map((one) => viewOf(shipmentId, one, noted.get(one.exceptionId) as Noted));
