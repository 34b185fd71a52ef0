import { type Evidence, formatInstant, type Instant } from '@waybill/events';
import { type Detector, type Moment, NOTHING, type Seen } from '../detector';
import type { ArrivalEstimate } from '../fact';
import { isOver } from '../journey';
import type { Watch } from '../watch';

interface Punctuality {
  /** Why it is late: the planned arrival has passed, or it is estimated too far behind it. */
  readonly late?: 'passed' | 'estimated';
  /** It has arrived or will never: nothing is expected any more. */
  readonly settled: boolean;
}

function evidence({ rules }: Watch, planned: Instant, estimate?: ArrivalEstimate): Evidence {
  return {
    ruleVersion: rules.version,
    thresholds: estimate
      ? { etaLateAfterSeconds: rules.etaLateAfterMs / 1000, lateBySeconds: Math.round((estimate.arrival - planned) / 1000) }
      : {},
    eventIds: estimate ? [estimate.eventId] : [],
    positions: [],
    deadline: formatInstant(planned),
  };
}

/** It arrived, or its journey is over: lateness ends with it, and does not begin any more. */
function settle(state: Punctuality, { at, fact, journey }: Moment): Seen<Punctuality> {
  const next = { settled: true };
  if (!state.late) return { state: next, changes: NOTHING };
  const how = journey.arrived ? 'cleared' : 'not-applicable';
  return { state: next, changes: [{ kind: 'close', at, until: at, end: { how, eventIds: [fact.of.eventId] } }] };
}

const isBehind = ({ arrival }: ArrivalEstimate, planned: Instant, { rules }: Watch): boolean => arrival - planned > rules.etaLateAfterMs;
/** Where it is said how late it may become, that has to be within the plan. */
const isWithin = ({ arrival, latest = arrival }: ArrivalEstimate, planned: Instant): boolean => latest <= planned;

/** Whether an estimate can begin or end lateness. */
export const concernsLateness = (estimate: ArrivalEstimate, watch: Watch): boolean =>
  watch.plannedArrival !== undefined && (isBehind(estimate, watch.plannedArrival, watch) || isWithin(estimate, watch.plannedArrival));

/** An estimate raises lateness when it is well behind the plan, and ends it when it is back within the plan. */
function afterEstimate(state: Punctuality, estimate: ArrivalEstimate, planned: Instant, { at, watch }: Moment): Seen<Punctuality> {
  if (state.late === undefined && isBehind(estimate, planned, watch)) {
    const raised = { kind: 'open' as const, at, since: at, evidence: evidence(watch, planned, estimate) };
    return { state: { ...state, late: 'estimated' }, changes: [raised] };
  }
  if (state.late === 'estimated' && isWithin(estimate, planned)) {
    const end = { how: 'cleared' as const, eventIds: [estimate.eventId] };
    return { state: { settled: false }, changes: [{ kind: 'close', at, until: at, end }] };
  }
  return { state, changes: NOTHING };
}

/** The planned arrival has passed, or the estimated one is behind it by more than it may be. */
export const late: Detector<Punctuality> = {
  rule: 'late',
  initial: { settled: false },
  step(state, moment) {
    const { fact, journey, watch } = moment;
    if (watch.plannedArrival === undefined || state.settled) return { state, changes: NOTHING };
    if (journey.arrived || isOver(journey)) return settle(state, moment);
    return fact.kind === 'estimate' ? afterEstimate(state, fact.of, watch.plannedArrival, moment) : { state, changes: NOTHING };
  },
  deadline(state, _journey, { plannedArrival }) {
    return state.settled || state.late === 'passed' ? undefined : plannedArrival;
  },
  expire(state, at, _journey, watch) {
    const next = { ...state, late: 'passed' as const };
    // What was late by estimate stays the same exception.
    if (state.late) return { state: next, changes: NOTHING };
    return { state: next, changes: [{ kind: 'open', at, since: at, evidence: evidence(watch, at) }] };
  },
};
