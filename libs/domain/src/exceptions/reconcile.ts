import { CLOCK_TOLERANCE_MS, type EventType, formatInstant, type Instant, type JsonOf, type NewEvent, parseInstant } from '@waybill/events';
import { derivedEvent } from '../derived-event';
import type { Episode } from './episode';
import { CLEARED_BY, DETECTION, RAISED_BY } from './event-types';
import { type Exception, exceptionsIn, type ShipmentExceptions } from './exception';
import { matchEpisodes } from './matching';
import { endOf } from './paged';

/** What a shipment's exceptions should be. */
export interface Derived {
  readonly shipmentId: string;
  readonly episodes: readonly Episode[];
  readonly asOf: Instant;
}

/** What happens to one exception, in order; `steps` events of it came before. */
interface Story {
  readonly exceptionId: string;
  readonly steps: number;
  readonly events: readonly Step[];
}
type Step = { readonly [T in EventType]: { readonly type: T; readonly data: JsonOf<T>; readonly at: Instant } }[EventType];
const step = <T extends EventType>(type: T, data: JsonOf<T>, at: Instant): Step => ({ type, data, at }) as unknown as Step;

const inText = ({ since, raisedAt, flapping, evidence }: Episode) => ({
  since: formatInstant(since),
  raisedAt: formatInstant(raisedAt),
  flapping,
  evidence,
});

/** How an exception of a rule ends by the facts: with the event of its rule, or because it no longer applies. */
function clearing(exceptionId: string, { rule, until, ended }: Episode & { readonly until: Instant }): Step {
  const eventIds = [...(ended?.eventIds ?? [])];
  const data = { exceptionId, until: formatInstant(until), eventIds };
  if (ended?.how !== 'not-applicable' && rule in CLEARED_BY) return step(CLEARED_BY[rule as keyof typeof CLEARED_BY], data, until);
  const reason = ended?.how === 'not-applicable' ? 'the rule no longer applies' : 'the rule is kept again';
  return step('dev.waybill.exception-resolved.v1', { ...data, by: 'facts', reason }, until);
}

const hasEnded = (episode: Episode): episode is Episode & { readonly until: Instant } => episode.until !== undefined;

/** By a fence that had not been drawn yet when the episode became one. */
function isBackfilled({ raisedAt, evidence: { geofence } }: Episode): boolean {
  const drawnAt = parseInstant(geofence?.drawnAt ?? '');
  return drawnAt !== undefined && drawnAt - raisedAt > CLOCK_TOLERANCE_MS;
}

function raise(exceptionId: string, episode: Episode, { asOf }: Derived): Step {
  const { rule, subject, raisedAt } = episode;
  const late = asOf - raisedAt > CLOCK_TOLERANCE_MS;
  const data = { exceptionId, ...inText(episode), late, backfilled: isBackfilled(episode) };
  if (rule === 'geofence') return step(RAISED_BY.geofence, { ...data, geofenceId: subject ?? '' }, raisedAt);
  return step(RAISED_BY[rule], data, raisedAt);
}

/** Same times and same facts behind it. Thresholds do not count: another version of the rules does not amend what it does not move. */
const looksTheSame = (a: Exception['episode'], b: Episode): boolean =>
  a.since === b.since &&
  a.raisedAt === b.raisedAt &&
  a.flapping === b.flapping &&
  a.evidence.eventIds.join() === b.evidence.eventIds.join();

function amend(exceptionId: string, episode: Episode, until: Instant | undefined, asOf: Instant): Step {
  const end = until === undefined ? {} : { until: formatInstant(until) };
  return step('dev.waybill.exception-amended.v1', { exceptionId, ...inText(episode), ...end }, asOf);
}

/** Brings one exception to what its episode is now. A person's decision about it stands. */
function follow(before: Exception, episode: Episode, asOf: Instant): Step[] {
  const { exceptionId, resolved, retracted, snoozedUntil } = before;
  const events: Step[] = [];
  const back = retracted !== undefined || (resolved?.by === 'facts' && !hasEnded(episode));
  if (back) {
    const reason = 'late or corrected facts show that it goes on';
    events.push(step('dev.waybill.exception-reopened.v1', { exceptionId, by: 'facts', reason }, asOf));
  }
  const stillResolved = resolved !== undefined && !back;
  const until = stillResolved ? episode.until : undefined;
  if (!looksTheSame(before.episode, episode) || (stillResolved && before.episode.until !== until)) {
    events.push(amend(exceptionId, episode, until, asOf));
  }
  if (stillResolved) return events;
  if (hasEnded(episode)) events.push(clearing(exceptionId, episode));
  else if (!back && snoozedUntil !== undefined && snoozedUntil <= asOf) {
    events.push(step('dev.waybill.exception-reopened.v1', { exceptionId, by: 'clock', reason: 'its snooze is over' }, snoozedUntil));
  }
  return events;
}

function retract({ exceptionId }: Exception, heir: Exception | undefined, asOf: Instant): Step {
  const reason = heir ? 'late or corrected facts show one episode' : 'late or corrected facts show that it never was';
  const data = { exceptionId, reason, ...(heir && { mergedInto: heir.exceptionId }) };
  return step('dev.waybill.exception-retracted.v1', data, asOf);
}

function stories(state: ShipmentExceptions, derived: Derived): Story[] {
  const { shipmentId, episodes, asOf } = derived;
  const { kept, fresh, gone } = matchEpisodes(exceptionsIn(state), episodes);
  const first = endOf(state.exceptions) + 1;
  return [
    ...kept.map(([one, episode]) => ({ exceptionId: one.exceptionId, steps: one.steps, events: follow(one, episode, asOf) })),
    ...fresh.map((episode, i) => {
      const exceptionId = `${shipmentId}.${first + i}`;
      const end = hasEnded(episode) ? [clearing(exceptionId, episode)] : [];
      return { exceptionId, steps: 0, events: [raise(exceptionId, episode, derived), ...end] };
    }),
    ...gone.map(([one, heir]) => ({ exceptionId: one.exceptionId, steps: one.steps, events: [retract(one, heir, asOf)] })),
  ];
}

/** The id says: this exception, so many events after its first, this transition. */
const stamp = ({ shipmentId, asOf }: Derived, { exceptionId, steps }: Story, { type, data, at }: Step, i: number): NewEvent =>
  derivedEvent(DETECTION, { type, id: `${exceptionId}/${steps + i}/${type}`, data, time: at }, shipmentId, asOf);

/**
 * The events that bring a shipment's exceptions to what its facts show: raises what is missing, amends what looks otherwise now, ends what
 * ended, takes back what never was, and brings back what was put off. Empty when nothing is left to do; so repeating it appends nothing.
 * Yields where it may be interrupted, since they may be many.
 */
export function* reconcileInSteps(state: ShipmentExceptions, derived: Derived): Generator<void, NewEvent[]> {
  const events: NewEvent[] = [];
  for (const story of stories(state, derived)) {
    for (const [i, event] of story.events.entries()) events.push(stamp(derived, story, event, i));
    yield;
  }
  return events;
}

/** The same at once. */
export function reconcile(state: ShipmentExceptions, derived: Derived): NewEvent[] {
  const steps = reconcileInSteps(state, derived);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
