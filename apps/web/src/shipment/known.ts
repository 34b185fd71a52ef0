import type { Schemas } from '../api/client';

type Entry = Pick<Schemas['TimelineEntry'], 'time' | 'recordedTime' | 'type' | 'factId' | 'retracted' | 'retraction'>;
type Fix = Pick<Schemas['Position'], 'eventId' | 'recordedTime' | 'mark' | 'retracted'>;

/** Whether something is not later than a time; without one, or with a position of the log instead, nothing is. */
const isBy = (time: string, limit: string | undefined): boolean => !(limit !== undefined && Date.parse(time) > Date.parse(limit));

/** The timeline as it stood at a time, as far as was known at another: what was taken back later counts still. */
export const entriesKnown = <E extends Entry>(entries: readonly E[], asOf: string | undefined, knownAt: string | undefined): readonly E[] =>
  entries
    .filter(({ time, recordedTime }) => isBy(time, asOf) && isBy(recordedTime, knownAt))
    .map((entry) => (entry.retraction && !isBy(entry.retraction.time, knownAt) ? { ...entry, retracted: false, retraction: null } : entry));

const CORRECTIONS = ['dev.waybill.fact-retracted.v1', 'dev.waybill.fact-reinstated.v1'];

/** The track as far as was known at a time. @param entries of the timeline, where corrections stand */
export function fixesKnown<F extends Fix>(fixes: readonly F[], entries: readonly Entry[], knownAt: string): readonly F[] {
  const corrections = entries
    .filter(({ type }) => CORRECTIONS.includes(type))
    .sort((one, other) => Date.parse(one.recordedTime) - Date.parse(other.recordedTime));
  const asKnown = (fix: F): F => {
    const itsOwn = corrections.filter(({ factId }) => factId === fix.eventId);
    if (itsOwn.length === 0) return fix;
    const last = itsOwn.findLast(({ recordedTime }) => isBy(recordedTime, knownAt));
    const retracted = last?.type === CORRECTIONS[0];
    return retracted === fix.retracted ? fix : { ...fix, retracted, mark: retracted ? 'retracted' : 'ok' };
  };
  return fixes.filter(({ recordedTime }) => isBy(recordedTime, knownAt)).map(asKnown);
}
