import type { Instant } from '@waybill/events';
import { draft, refuseAhead, reject } from './decision';

const now = Date.UTC(2026, 2, 1) as Instant;
const minutes = (count: number) => (now + count * 60_000) as Instant;
const unit = { scheme: 'vehicle', value: 'V' } as const;

describe('a time of doing', () => {
  const decided = (at?: Instant) => [
    [draft('dev.waybill.delivered.v1', {}, at)],
    [draft('dev.waybill.shipment-loaded.v1', { shipmentId: 'S', unit }, at)],
    [draft('dev.waybill.shipment-unloaded.v1', { shipmentId: 'S', unit }, at)],
    [draft('dev.waybill.unit-loaded.v1', { unit, on: unit }, at)],
    [draft('dev.waybill.unit-unloaded.v1', { unit, on: unit }, at)],
  ];

  it.each([undefined, minutes(-60), now, minutes(10)])('may be %s: absent, past, or up to ten minutes ahead', (at) => {
    for (const decision of decided(at)) expect(refuseAhead(decision, now)).toBe(decision);
  });

  it('may not be more than ten minutes ahead', () => {
    for (const decision of decided((minutes(10) + 1) as Instant))
      expect(refuseAhead(decision, now)).toMatchObject({
        rejected: 'invalid-request',
        detail: expect.stringContaining('2026-03-01T00:00:00.000Z'),
      });
  });

  it('is not the time from which on a fence is so', () => {
    const retired = [draft('dev.waybill.geofence-retired.v1', { geofenceId: 'f' }, minutes(1e6))];
    expect(refuseAhead(retired, now)).toBe(retired);
    const refused = reject('shipment-not-found', 'none');
    expect(refuseAhead(refused, now)).toBe(refused);
  });
});
