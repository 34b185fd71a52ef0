import { type ExceptionRule, earliestOf, type Instant, latestOf } from '@waybill/events';
import type { Detector, Moment } from './detector';
import { DETECTORS } from './detectors';
import type { Episode } from './episode';
import { compareFacts, type DetectionFact, orderedFacts } from './fact';
import { initialJourney, type Journey, stepJourney } from './journey';
import { emptyLedger, episodesIn, type Ledger, ledgerDeadlines, record } from './ledger';
import type { Watch } from './watch';

/**
 * What has to be kept of a shipment to go on detecting, fact by fact. Plain JSON. Its size depends on the number of episodes, not of facts.
 * `ledger` is the same object as long as no fact began or ended anything: then there is nothing to reconcile before the next deadline.
 */
export interface DetectionState {
  readonly journey: Journey;
  readonly states: Readonly<Partial<Record<ExceptionRule, unknown>>>;
  readonly ledger: Ledger;
  /** The last fact that was taken in. */
  readonly last?: DetectionFact;
}

export const initialDetection: DetectionState = {
  journey: initialJourney,
  states: Object.fromEntries(DETECTORS.map(({ rule, initial }) => [rule, initial])),
  ledger: emptyLedger,
};

const deadlineOf = (detector: Detector<unknown>, state: DetectionState, watch: Watch): Instant | undefined =>
  detector.deadline?.(state.states[detector.rule], state.journey, watch);

function expire(state: DetectionState, detector: Detector<unknown>, at: Instant, watch: Watch): DetectionState {
  const { rule } = detector;
  const seen = detector.expire?.(state.states[rule], at, state.journey, watch);
  if (!seen) return state;
  return { ...state, states: { ...state.states, [rule]: seen.state }, ledger: record(state.ledger, rule, seen.changes, watch.rules) };
}

/** Lets happen what is due up to and including a time. */
function pass(before: DetectionState, until: number, watch: Watch): DetectionState {
  let state = before;
  for (const detector of DETECTORS) {
    let at = deadlineOf(detector, state, watch);
    while (at !== undefined && at <= until) {
      state = expire(state, detector, at, watch);
      at = deadlineOf(detector, state, watch);
    }
  }
  return state;
}

function take(state: DetectionState, fact: DetectionFact, watch: Watch): DetectionState {
  const { journey, fixes } = stepJourney(state.journey, fact, watch);
  const moment: Moment = { at: fact.at, fact, fixes, journey, watch };
  const states: Record<string, unknown> = {};
  let { ledger } = state;
  for (const detector of DETECTORS) {
    const seen = detector.step(state.states[detector.rule], moment);
    states[detector.rule] = seen.state;
    ledger = record(ledger, detector.rule, seen.changes, watch.rules);
  }
  return { journey, states, ledger, last: fact };
}

/** True when `advance` may take this fact: it counts after all that were taken. If not, derive again from the facts (`detect`). */
export const isNext = ({ last }: DetectionState, fact: DetectionFact): boolean => last === undefined || compareFacts(last, fact) < 0;

/**
 * Takes one more fact (see `isNext`). Its cost does not depend on how many came before. The clock is no part of the state: what falls due
 * is looked at with `episodesAt`, so a fact that arrives some seconds after its time is still in order, even if a deadline lay between.
 */
export const advance = (state: DetectionState, fact: DetectionFact, watch: Watch): DetectionState =>
  take(pass(state, fact.at - 1, watch), fact, watch);

/** The state after a set of facts, in any order, duplicates allowed. */
export const detect = (facts: Iterable<DetectionFact>, watch: Watch): DetectionState =>
  orderedFacts(facts).reduce((state, fact) => advance(state, fact, watch), initialDetection);

/** The clock is never behind the facts: those of a clock that runs a little ahead count already. */
const clock = (state: DetectionState, asOf: Instant): Instant => latestOf(asOf, state.last?.at);

/** The shipment's episodes as of a time, by beginning. */
export function episodesAt(state: DetectionState, asOf: Instant, watch: Watch): Episode[] {
  const now = clock(state, asOf);
  return episodesIn(pass(state, now, watch).ledger, now, watch.rules);
}

/** The next time after `asOf` at which `episodesAt` will say something else if no fact comes, or undefined. */
export function nextDeadline(state: DetectionState, asOf: Instant, watch: Watch): Instant | undefined {
  const now = clock(state, asOf);
  const passed = pass(state, now, watch);
  const dues = DETECTORS.flatMap((detector) => deadlineOf(detector, passed, watch) ?? []);
  const all = [...dues, ...ledgerDeadlines(passed.ledger, now, watch.rules)];
  return earliestOf(...all);
}

/**
 * The episodes of a shipment as of a time: a pure function of the set of its facts, its plan and rules, and the clock. The definition that
 * every faster way must equal. Facts are those that are not retracted (`effectiveFacts`).
 */
export const episodes = (facts: Iterable<DetectionFact>, watch: Watch, asOf: Instant): Episode[] =>
  episodesAt(detect(facts, watch), asOf, watch);
