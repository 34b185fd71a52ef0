import type { Instant } from '@waybill/events';
import { type Fix, metresBetween } from '../../positions';
import { accuracyOf, hasLeft, marginOf, type Suspicion, suspect } from '../confirmation';
import { type Detector, evidenceOf, type Moment, NOTHING, type Seen } from '../detector';
import { isAt, isUnderWay, type Journey } from '../journey';
import type { Watch } from '../watch';

/** Where the shipment stands, since when, and fixes that may show that it does not. */
interface Standing {
  /** The fix that others are measured from. */
  readonly place?: Fix;
  /** The last movement: when it came here. */
  readonly since: number;
  readonly last?: Fix;
  readonly leaving?: Suspicion;
  /** From when on it was expected to move; absent while it is not. */
  readonly expectedSince?: Instant;
  readonly open: boolean;
}

/** Whether it should move: on its way, not held, and not where it goes. */
const isExpectedToMove = (journey: Journey): boolean => isUnderWay(journey) && !journey.onHold && !journey.arrived;

/** Movement is farther than the radius, and than what the accuracy of both fixes explains; a raised exception takes some more to end. */
function isElsewhere(place: Fix, fix: Fix, open: boolean, { rules }: Watch): boolean {
  const radius = rules.movementRadiusMetres + (open ? marginOf(fix) : 0);
  return metresBetween(place, fix) > Math.max(radius, 2 * Math.max(accuracyOf(place), accuracyOf(fix)));
}

/** After silence it is not known where it has been: it stands there only since it was heard of again. */
const wasSilent = ({ last }: Standing, fix: Fix, { rules }: Watch): boolean =>
  last !== undefined && fix.time - last.time > rules.noSignalAfterMs.withPositions;

const arriveAt = (state: Standing, place: Fix): Standing => ({ ...state, place, since: place.time, last: place, leaving: undefined });

/** It has moved: it stands where it was first seen elsewhere, or, when it went on from there, where it is now. */
function moved(state: Standing, leaving: Suspicion, fix: Fix, { at, watch }: Moment): Seen<Standing> {
  const stayed = metresBetween(leaving.first, fix) <= watch.rules.movementRadiusMetres;
  const next = { ...arriveAt(state, stayed ? leaving.first : fix), last: fix, open: false };
  if (!state.open) return { state: next, changes: NOTHING };
  const end = { how: 'cleared' as const, eventIds: [leaving.first.eventId, fix.eventId] };
  return { state: next, changes: [{ kind: 'close', at, until: leaving.first.time, end }] };
}

/** From when on standing here is too long. */
function limitOf({ place, since, expectedSince }: Standing, watch: Watch): number {
  const { noMovementAfterMs } = watch.rules;
  const dwells = watch.stops.filter((stop) => isAt(stop.place, place as Fix, watch)).map(({ dwellMs }) => dwellMs);
  return Math.max(Math.max(since, expectedSince ?? Number.POSITIVE_INFINITY) + noMovementAfterMs, since + Math.max(0, ...dwells));
}

function stood(state: Standing, fix: Fix, { at, watch }: Moment): Seen<Standing> {
  // A much better fix of the same place is the better one to measure from.
  const better = fix.accuracyMetres !== undefined && accuracyOf(fix) * 2 < accuracyOf(state.place as Fix);
  const next = { ...state, place: better ? fix : state.place, last: fix, leaving: undefined };
  if (state.open || state.expectedSince === undefined || fix.time < state.since + watch.rules.noMovementAfterMs) {
    return { state: next, changes: NOTHING };
  }
  if (fix.time < limitOf(state, watch)) return { state: next, changes: NOTHING };
  const { movementRadiusMetres, noMovementAfterMs } = watch.rules;
  const thresholds = { movementRadiusMetres, noMovementAfterSeconds: noMovementAfterMs / 1000 };
  const place = state.place as Fix;
  const evidence = evidenceOf(watch.rules, thresholds, [place, fix], { distanceMetres: Math.round(metresBetween(place, fix)) });
  return { state: { ...next, open: true }, changes: [{ kind: 'open', at, since: state.since as Instant, evidence }] };
}

function afterFix(state: Standing, fix: Fix, moment: Moment): Seen<Standing> {
  const { place, open } = state;
  const { watch } = moment;
  if (!place || (!open && wasSilent(state, fix, watch))) return { state: arriveAt(state, fix), changes: NOTHING };
  if (!isElsewhere(place, fix, open, watch)) return stood(state, fix, moment);
  const leaving = suspect(state.leaving, fix);
  if (!hasLeft(place, leaving, fix, watch.rules.confirm)) return { state: { ...state, last: fix, leaving }, changes: NOTHING };
  return moved(state, leaving, fix, moment);
}

/** Begins and ends the time in which movement is expected; without it, nothing is amiss. */
function afterJourney(state: Standing, { at, fact, journey }: Moment): Seen<Standing> {
  const expected = isExpectedToMove(journey);
  if (expected === (state.expectedSince !== undefined)) return { state, changes: NOTHING };
  const next = { ...state, expectedSince: expected ? at : undefined, open: expected && state.open };
  if (expected || !state.open) return { state: next, changes: NOTHING };
  const end = { how: 'not-applicable' as const, eventIds: [fact.of.eventId] };
  return { state: next, changes: [{ kind: 'close', at, until: at, end }] };
}

/**
 * Positions keep coming, all from one place, for longer than they may, while the shipment should be on its way: not before it left its
 * origin, on hold, at a planned stop within its dwell, at its destination or after its end. A fix raises it, never mere time: without fixes
 * it is not known that it stands.
 */
export const noMovement: Detector<Standing> = {
  rule: 'no-movement',
  initial: { since: 0, open: false },
  step(before, moment) {
    const journeyed = afterJourney(before, moment);
    if (moment.fixes.length === 0) return journeyed;
    const changes = [...journeyed.changes];
    let { state } = journeyed;
    for (const fix of moment.fixes) {
      const seen = afterFix(state, fix, moment);
      changes.push(...seen.changes);
      state = seen.state;
    }
    return { state, changes };
  },
};
