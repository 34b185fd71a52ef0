import { type Accuracy, accuracyOf, chanceBetween, type Scored, worseThan } from './accuracy';
import { alongside, type Scores, scoresOf } from './contest';
import type { EtaModel } from './model';
import type { Trip } from './trips';

/** Trips by the time of their arrival: the first ones teach, later ones calibrate, and the last ones test. */
export interface Parts {
  readonly training: readonly Trip[];
  readonly calibration: readonly Trip[];
  readonly test: readonly Trip[];
}

const WEEK_MS = 7 * 86_400_000;
/** The last weeks test, and those before them calibrate; of less than eight weeks each of both is a quarter. */
const WEEKS = 2;

/** Splits trips by time. What sets out in one part and arrives in the next belongs to the next. */
export function splitByTime(trips: readonly Trip[]): Parts {
  const inTime = trips.toSorted((a, b) => a.arrival - b.arrival);
  const [first, last] = [inTime[0]?.arrival ?? 0, inTime.at(-1)?.arrival ?? 0];
  const part = Math.min(WEEKS * WEEK_MS, (last - first) / 4);
  const within = (from: number, until: number): Trip[] => inTime.filter(({ arrival }) => arrival > from && arrival <= until);
  return {
    training: within(Number.NEGATIVE_INFINITY, last - 2 * part),
    calibration: within(last - 2 * part, last - part),
    test: within(last - part, last),
  };
}

/** What came of a candidate beside the live model. */
export interface Verdict {
  readonly scores: Scores;
  /** Of both on the predictions that both made; undefined when there was none. */
  readonly candidate?: Accuracy;
  readonly live?: Accuracy;
  /** Why the candidate must not take the place of the live model; empty when it may. */
  readonly objections: readonly string[];
}

/** Holds a candidate against the live model on the same trips, which the candidate was not trained on. */
export function judged(candidate: EtaModel, live: EtaModel, test: readonly Trip[]): Verdict {
  const scores = scoresOf(test, candidate);
  const said = (of: Scores): readonly Scored[] => of.get('model') ?? [];
  const [ours, theirs] = [said(scores), said(scoresOf(test, live))];
  const [both, bothLive] = [alongside(ours, theirs), alongside(theirs, ours)];
  const [candidateDid, liveDid] = [accuracyOf(both), accuracyOf(bothLive)];
  if (!candidateDid || !liveDid) return { scores, objections: ['there is no trip to try it on'] };
  const silent = ours.length < theirs.length ? [`it says nothing of ${theirs.length - ours.length} of ${theirs.length} predictions`] : [];
  return {
    scores,
    candidate: candidateDid,
    live: liveDid,
    objections: [...silent, ...worseThan(liveDid, candidateDid, chanceBetween(both, bothLive))],
  };
}
