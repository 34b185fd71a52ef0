import { formatInstant, later } from '@waybill/events';
import { type Detector, NOTHING, positionOf } from '../detector';
import type { DetectionFact } from '../fact';
import { isInCustody, type Journey } from '../journey';
import type { Watch } from '../watch';

interface Contact {
  /** The last sign of life. */
  readonly last?: DetectionFact;
  readonly lost: boolean;
}

/** A report from outside shows that the shipment is seen, whatever it says and however wrong its clock. */
const isSignOfLife = ({ kind }: DetectionFact): boolean =>
  kind === 'fix' || kind === 'milestone' || kind === 'vehicle' || kind === 'contact';

const limitOf = ({ hasPositions }: Journey, { rules }: Watch): number =>
  hasPositions ? rules.noSignalAfterMs.withPositions : rules.noSignalAfterMs.scansOnly;

/** Nothing at all was heard of a shipment that the carrier has, for longer than that may be. */
export const noSignal: Detector<Contact> = {
  rule: 'no-signal',
  initial: { lost: false },
  step(state, { at, fact, journey }) {
    const heard = isSignOfLife(fact);
    const next = { last: heard ? fact : state.last, lost: state.lost && !heard && isInCustody(journey) };
    if (!state.lost || next.lost) return { state: heard ? next : state, changes: NOTHING };
    const how = isInCustody(journey) ? 'cleared' : 'not-applicable';
    return { state: next, changes: [{ kind: 'close', at, until: at, end: { how, eventIds: [fact.of.eventId] } }] };
  },
  deadline({ last, lost }, journey, watch) {
    return lost || !last || !isInCustody(journey) ? undefined : later(last.at, limitOf(journey, watch));
  },
  expire({ last }, at, journey, watch) {
    const fact = last as DetectionFact;
    const evidence = {
      ruleVersion: watch.rules.version,
      thresholds: { noSignalAfterSeconds: limitOf(journey, watch) / 1000 },
      eventIds: [fact.of.eventId],
      positions: fact.kind === 'fix' ? [positionOf(fact.of)] : [],
      deadline: formatInstant(at),
    };
    return { state: { last, lost: true }, changes: [{ kind: 'open', at, since: fact.at, evidence }] };
  },
};
