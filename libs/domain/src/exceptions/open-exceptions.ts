import { type EventType, type Instant, isOneOf, type StoredEvent } from '@waybill/events';
import { RAISED_BY } from './event-types';
import { changedBy } from './evolve';
import { type Exception, isOpen, numberOf } from './exception';
import { allOf, itemAt, type Paged, withItem } from './paged';
import { exceptionSummary, type Noted } from './summary';

/** What is kept of a stream of exceptions on the way to `openExceptions`: grows with its exceptions. In the order of their numbers. */
export type ExceptionsPast = Paged<Noted>;
export const noExceptionsPast: ExceptionsPast = [];

const OF_ALL_TIMES = [
  ...Object.values(RAISED_BY),
  'dev.waybill.exception-amended.v1',
  'dev.waybill.exception-retracted.v1',
] as const satisfies readonly EventType[];

/**
 * Whether an event counts for the state at a time. Raising, amending and taking back say what is known of an episode, whenever that was
 * found out. Its end, and what people did about it, count from the time at which they happened.
 */
function countsBy(event: StoredEvent, asOf: Instant): boolean {
  const isReopenedByFacts = event.type === 'dev.waybill.exception-reopened.v1' && event.data.by === 'facts';
  return isReopenedByFacts || isOneOf(event, OF_ALL_TIMES) || event.time <= asOf;
}

const notedOf = (past: ExceptionsPast, exceptionId: string): Noted | undefined => itemAt(past, numberOf(exceptionId) - 1);

/** Notes what an event is about. */
function withEvent(past: ExceptionsPast, event: StoredEvent): ExceptionsPast {
  const { recordedTime: updatedAt } = event;
  const changed = changedBy(event, (exceptionId) => notedOf(past, exceptionId)?.exception);
  return changed.reduce((all, exception) => {
    const detectedAt = notedOf(past, exception.exceptionId)?.detectedAt ?? updatedAt;
    return withItem(all, exception.number - 1, { exception, detectedAt, updatedAt });
  }, past);
}

/** The past with more of the stream in it, in stream order; with what had happened by `asOf`, everything when that is absent. */
export const foldExceptionsPast = (past: ExceptionsPast, events: readonly StoredEvent[], asOf?: Instant): ExceptionsPast =>
  events.filter((event) => asOf === undefined || countsBy(event, asOf)).reduce(withEvent, past);

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

const byRaising = ({ exception: a }: Noted, { exception: b }: Noted): number =>
  a.episode.raisedAt - b.episode.raisedAt || (a.exceptionId < b.exceptionId ? -1 : 1);

/**
 * The exceptions that a person had to see to, in the order of the raising, as the read model shows it. With `asOf`, which must be the one that was folded
 * with: what held at that time, also where it was raised or found out later.
 */
export const openExceptions = (shipmentId: string, past: ExceptionsPast, asOf?: Instant) =>
  allOf(past)
    .flatMap((noted) => {
      const exception = asOf === undefined ? noted.exception : at(asOf, noted.exception);
      return exception && isOpen(exception) ? { ...noted, exception } : [];
    })
    .sort(byRaising)
    .map((noted) => exceptionSummary(shipmentId, noted));
