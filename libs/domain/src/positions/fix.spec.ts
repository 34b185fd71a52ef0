import { stored } from '../shipments/fixtures';
import { fixOf } from './fix';

const position = {
  latitude: 51.3,
  longitude: 9.48,
  speedKmh: 80,
  headingDegrees: 170,
  altitudeMetres: 160,
  accuracyMetres: 4,
  battery: 71,
};

describe('fix of an event', () => {
  it("is what the device reported, at the receiver's own time", () => {
    const event = stored('dev.waybill.position-reported.v1', 60, { ...position, fixTime: '2026-03-01T00:59:58+00:00' }, { id: '7' });
    expect(fixOf(event)).toEqual({
      eventId: 'event:7',
      time: Date.UTC(2026, 2, 1, 0, 59, 58),
      recordedTime: Date.UTC(2026, 2, 1, 1),
      latitude: 51.3,
      longitude: 9.48,
      speedKmh: 80,
      headingDegrees: 170,
      altitudeMetres: 160,
      accuracyMetres: 4,
      source: 'urn:carrier',
      id: '7',
    });
    const unknown = fixOf(stored('dev.waybill.position-reported.v1', 60, { ...position, speedKmh: -1, headingDegrees: -1 }));
    expect([unknown?.speedKmh, unknown?.headingDegrees]).toEqual([undefined, undefined]);
    expect(fixOf(stored('dev.waybill.position-reported.v1', 60, position))?.time).toBe(Date.UTC(2026, 2, 1, 1));
  });

  it('is undefined for other events', () => {
    expect(fixOf(stored('dev.waybill.item-scanned.v1', 0, { milestone: 'IN_TRANSIT' }))).toBeUndefined();
  });
});
