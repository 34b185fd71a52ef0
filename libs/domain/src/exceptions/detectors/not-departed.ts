import { formatInstant, later } from '@waybill/events';
import { type Detector, type Moment, NOTHING, type Seen } from '../detector';
import { isOver } from '../journey';

interface Departure {
  readonly overdue: boolean;
  /** It has left, or never will. */
  readonly settled: boolean;
}

/** It left, came where it goes, or its journey is over: that it is overdue ends with it, and does not begin any more. */
function settle({ overdue }: Departure, { at, fact, journey }: Moment): Seen<Departure> {
  const next = { overdue: false, settled: true };
  if (!overdue) return { state: next, changes: NOTHING };
  const how = journey.departedAt !== undefined || journey.arrived ? 'cleared' : 'not-applicable';
  return { state: next, changes: [{ kind: 'close', at, until: at, end: { how, eventIds: [fact.of.eventId] } }] };
}

/** The planned departure has passed by more than it may, and nothing shows that the shipment has left. */
export const notDeparted: Detector<Departure> = {
  rule: 'not-departed',
  initial: { overdue: false, settled: false },
  step(state, moment) {
    const { journey, watch } = moment;
    const hasLeft = journey.departedAt !== undefined || journey.arrived || isOver(journey);
    if (watch.plannedDeparture === undefined || state.settled || !hasLeft) return { state, changes: NOTHING };
    return settle(state, moment);
  },
  deadline({ overdue, settled }, _journey, { plannedDeparture, rules }) {
    return overdue || settled || plannedDeparture === undefined ? undefined : later(plannedDeparture, rules.departureOverdueAfterMs);
  },
  expire(_state, at, _journey, { plannedDeparture = at, rules }) {
    const evidence = {
      ruleVersion: rules.version,
      thresholds: { departureOverdueAfterSeconds: rules.departureOverdueAfterMs / 1000 },
      eventIds: [],
      positions: [],
      deadline: formatInstant(plannedDeparture),
    };
    return { state: { overdue: true, settled: false }, changes: [{ kind: 'open', at, since: plannedDeparture, evidence }] };
  },
};
