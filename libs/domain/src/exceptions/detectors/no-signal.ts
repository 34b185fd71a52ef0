import { formatInstant, type Instant } from '@waybill/events';
import { type Detector, NOTHING, positionOf } from '../detector';
import type { DetectionFact } from '../fact';
import { isInCustody, type Journey } from '../journey';
import type { Watch } from '../watch';

interface Contact {
  /** The last sign of life. */
  readonly last?: { readonly at: Instant; readonly eventId: string; readonly position?: ReturnType<typeof positionOf> };
  readonly lost: boolean;
}

/** What comes from outside shows that somebody sees the shipment, whatever it says and however wrong its clock. */
const isSignOfLife = ({ kind }: DetectionFact): boolean => kind === 'fix' || kind === 'milestone' || kind === 'vehicle';

const limitOf = ({ hasPositions }: Journey, { rules }: Watch): number =>
  hasPositions ? rules.noSignalAfterMs.withPositions : rules.noSignalAfterMs.scansOnly;

const contactOf = ({ at, kind, of }: DetectionFact): Contact['last'] => ({
  at,
  eventId: of.eventId,
  ...(kind === 'fix' && { position: positionOf(of) }),
});

/** Nothing at all was heard of a shipment that the carrier has, for longer than that may be. */
export const noSignal: Detector<Contact> = {
  rule: 'no-signal',
  initial: { lost: false },
  step(state, { at, fact, journey }) {
    const heard = isSignOfLife(fact);
    const next = { last: heard ? contactOf(fact) : state.last, lost: state.lost && !heard && isInCustody(journey) };
    if (!state.lost || next.lost) return { state: heard ? next : state, changes: NOTHING };
    const how = isInCustody(journey) ? 'cleared' : 'not-applicable';
    return { state: next, changes: [{ kind: 'close', at, until: at, end: { how, eventIds: [fact.of.eventId] } }] };
  },
  due({ last, lost }, journey, watch) {
    if (lost || !last || !isInCustody(journey)) return undefined;
    const limit = limitOf(journey, watch);
    const at = (last.at + limit) as Instant;
    const evidence = {
      ruleVersion: watch.rules.version,
      thresholds: { noSignalAfterSeconds: limit / 1000 },
      eventIds: [last.eventId],
      positions: last.position ? [last.position] : [],
      deadline: formatInstant(at),
    };
    return { at, state: { last, lost: true }, changes: [{ kind: 'open', at, since: last.at, evidence }] };
  },
};
