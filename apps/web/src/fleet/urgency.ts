import type { ExceptionSummary } from '../api/client';

/** What a rule that is broken usually means for the customer, the worst first. */
const WEIGHT: Readonly<Record<ExceptionSummary['type'], number>> = {
  geofence: 6,
  late: 5,
  'not-departed': 4,
  'off-route': 3,
  'no-movement': 2,
  'no-signal': 1,
};
/** New ones are seen to before those that a person is at work on. */
const STATE_WEIGHT: Readonly<Record<ExceptionSummary['state'], number>> = {
  raised: 3,
  acknowledged: 2,
  assigned: 2,
  snoozed: 0,
  resolved: -1,
  retracted: -1,
};

/** Whether a person still has to see to it. */
export const isOpen = ({ state, mergedInto }: ExceptionSummary): boolean => STATE_WEIGHT[state] >= 0 && mergedInto === null;

/** The order of the work list: new before taken before put off; then by what is broken; then the longest first. */
export function byUrgency(a: ExceptionSummary, b: ExceptionSummary): number {
  return (
    STATE_WEIGHT[b.state] - STATE_WEIGHT[a.state] ||
    WEIGHT[b.type] - WEIGHT[a.type] ||
    a.raisedAt.localeCompare(b.raisedAt) ||
    a.exceptionId.localeCompare(b.exceptionId)
  );
}
