import type { LineString } from '@waybill/events';
import type { Fix } from '../../positions';
import { isConfirmed, marginOf, type Suspicion, suspect } from '../confirmation';
import { type Detector, evidenceOf, type Moment, NOTHING, type Seen } from '../detector';
import { isUnderWay } from '../journey';
import type { Change } from '../ledger';
import { metresFromRoute } from '../route-distance';

interface Course {
  readonly off: boolean;
  /** Fixes that may show that it changed sides. */
  readonly changing?: Suspicion;
}

/** True when the fix is certainly on the other side: out beyond the corridor, or well back in it. */
function hasChanged(off: boolean, metres: number, fix: Fix, corridor: number): boolean {
  const margin = marginOf(fix);
  return off ? metres < Math.max(corridor - margin, corridor / 2) : metres > corridor + margin;
}

function changeOf(off: boolean, { first }: Suspicion, fix: Fix, metres: number, { at, watch: { rules } }: Moment): Change {
  if (off) return { kind: 'close', at, until: first.time, end: { how: 'cleared', eventIds: [first.eventId, fix.eventId] } };
  const { corridorMetres, confirm } = rules;
  const thresholds = { corridorMetres, confirmFixes: confirm.fixes, confirmSeconds: confirm.seconds };
  const evidence = evidenceOf(rules, thresholds, [first, fix], { distanceMetres: Math.round(metres) });
  return { kind: 'open', at, since: first.time, evidence };
}

function afterFix({ off, changing }: Course, fix: Fix, route: LineString, moment: Moment): Seen<Course> {
  const { corridorMetres, confirm } = moment.watch.rules;
  const metres = metresFromRoute(route, fix);
  if (!hasChanged(off, metres, fix, corridorMetres)) return { state: { off }, changes: NOTHING };
  const suspicion = suspect(changing, fix);
  if (!isConfirmed(suspicion, fix, confirm)) return { state: { off, changing: suspicion }, changes: NOTHING };
  return { state: { off: !off }, changes: [changeOf(off, suspicion, fix, metres, moment)] };
}

const ON_COURSE: Course = { off: false };

function notWatched(state: Course, { at, fact }: Moment): Seen<Course> {
  if (!state.off) return { state: state.changing ? ON_COURSE : state, changes: NOTHING };
  return { state: ON_COURSE, changes: [{ kind: 'close', at, until: at, end: { how: 'not-applicable', eventIds: [fact.of.eventId] } }] };
}

/** The shipment is farther from its planned route than its corridor allows, while on its way. */
export const offRoute: Detector<Course> = {
  rule: 'off-route',
  initial: ON_COURSE,
  step(state, moment) {
    const route = moment.journey.route ?? moment.watch.route;
    if (!route || !isUnderWay(moment.journey)) return notWatched(state, moment);
    const changes: Change[] = [];
    const next = moment.fixes.reduce((now, fix) => {
      const seen = afterFix(now, fix, route, moment);
      changes.push(...seen.changes);
      return seen.state;
    }, state);
    return { state: next, changes };
  },
};
