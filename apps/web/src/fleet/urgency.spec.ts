import type { ExceptionSummary } from '../api/client';
import { byUrgency, isOpen } from './urgency';

const exception = (change: Partial<ExceptionSummary>): ExceptionSummary =>
  ({
    exceptionId: 'S-1.0',
    shipmentId: 'S-1',
    type: 'no-movement',
    state: 'raised',
    raisedAt: '2026-06-01T10:00:00.000Z',
    mergedInto: null,
    ...change,
  }) as ExceptionSummary;

it('puts new ones first, then the worse, then the longer', () => {
  const list = [
    exception({ exceptionId: 'snoozed', state: 'snoozed', type: 'geofence' }),
    exception({ exceptionId: 'taken', state: 'assigned', type: 'geofence' }),
    exception({ exceptionId: 'newer', raisedAt: '2026-06-01T11:00:00.000Z' }),
    exception({ exceptionId: 'older' }),
    exception({ exceptionId: 'worse', type: 'geofence', raisedAt: '2026-06-01T11:30:00.000Z' }),
  ];
  expect(list.sort(byUrgency).map(({ exceptionId }) => exceptionId)).toEqual(['worse', 'older', 'newer', 'taken', 'snoozed']);
});

it.each([
  [{ state: 'raised' } as const, true],
  [{ state: 'snoozed' } as const, true],
  [{ state: 'resolved' } as const, false],
  [{ state: 'raised', mergedInto: 'S-1.1' } as const, false],
])('says of %j whether it is open', (change, open) => {
  expect(isOpen(exception(change))).toBe(open);
});
