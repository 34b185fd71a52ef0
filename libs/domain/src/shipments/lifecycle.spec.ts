import type { StoredEvent } from '@waybill/events';
import { effectiveFacts } from './effective';
import { at, stored } from './fixtures';
import { milestoneOf } from './milestone-fact';
import { deriveStatus } from './status';
import { compareTimeline, timelineEntryOf, timelinePlaceOf } from './timeline';

const HOUR = 60;
const DAY = 24 * HOUR;
const scan = (name: string, minutes: number, city: string, more: object = {}, metadata: object = {}) =>
  stored('dev.waybill.item-scanned.v1', minutes, { milestone: name, location: { city }, ...more } as never, {
    id: `${name}@${city}`,
    ...metadata,
  });
const statusOf = (events: readonly StoredEvent[]) =>
  deriveStatus(effectiveFacts(events).events.flatMap((event) => milestoneOf(event) ?? []));
const timelineOf = (events: readonly StoredEvent[]) => {
  const { retractedBy } = effectiveFacts(events);
  return events
    .flatMap((event) => {
      const entry = timelineEntryOf(event);
      return entry ? [{ ...entry, ...timelinePlaceOf(entry, event), retractedBy: retractedBy.get(entry.eventId) }] : [];
    })
    .sort(compareTimeline);
};

describe('a cargo from Hong Kong to Stockholm', () => {
  it('is misdirected, corrected, lost, found, delivered and followed all the way', () => {
    const log: StoredEvent[] = [];
    const tell = (...events: StoredEvent[]) => log.push(...events);

    const place = { latitude: 22.3, longitude: 114.2 };
    tell(stored('dev.waybill.shipment-registered.v1', 0, { shipmentId: 'S1', identifiers: [], origin: place, destination: place }));
    expect(statusOf(log)).toMatchObject({ status: 'CREATED', phase: 'planned' });

    tell(scan('INFO_RECEIVED', HOUR, 'Hong Kong'));
    expect(statusOf(log)).toMatchObject({ status: 'INFO_RECEIVED', phase: 'planned' });

    tell(scan('PICKED_UP', DAY, 'Hong Kong'), scan('LOADED', DAY + HOUR, 'Hong Kong'));
    expect(statusOf(log)).toMatchObject({ status: 'PICKED_UP', lastMilestone: { milestone: 'LOADED' } });

    // The vessel's arrival is estimated: nothing moves.
    tell(scan('ARRIVED_AT_HUB', 9 * DAY, 'New York', { classifier: 'EST' }, { recordedtime: '2026-03-02T02:00:00Z' }));
    expect(statusOf(log).status).toBe('PICKED_UP');

    // It turns up in Tokyo. Another cargo was scanned there as delivered, under this number.
    tell(scan('DEPARTED_HUB', 2 * DAY, 'Hong Kong'), scan('ARRIVED_AT_HUB', 5 * DAY, 'Tokyo'));
    const wrong = scan('DELIVERED', 5 * DAY + HOUR, 'Tokyo');
    tell(wrong);
    expect(statusOf(log)).toMatchObject({ status: 'DELIVERED', phase: 'done', deliveredAt: at(5 * DAY + HOUR) });

    // The wrong scan holds against a later one, and gives way to a retraction only.
    tell(scan('DEPARTED_HUB', 6 * DAY, 'Tokyo'));
    expect(statusOf(log).status).toBe('DELIVERED');
    const retraction = stored('dev.waybill.fact-retracted.v1', 6 * DAY + 1, { eventId: wrong.eventId, reason: 'another cargo' });
    tell(retraction);
    expect(statusOf(log)).toMatchObject({ status: 'IN_TRANSIT', deliveredAt: undefined, lastMilestone: { location: { city: 'Tokyo' } } });

    tell(scan('LOST', 12 * DAY, 'Hamburg'));
    expect(statusOf(log)).toMatchObject({ status: 'LOST', phase: 'attention', terminalAt: at(12 * DAY) });
    // A scan from before the loss, taken in afterwards: it enters the timeline, late, and finds nothing.
    const late = scan('AT_CUSTOMS', 11 * DAY, 'Hamburg', {}, { recordedtime: '2026-03-13T12:00:00Z' });
    tell(late);
    expect(statusOf(log).status).toBe('LOST');
    tell(scan('DEPARTED_HUB', 13 * DAY, 'Hamburg'));
    expect(statusOf(log)).toMatchObject({ status: 'IN_TRANSIT', phase: 'moving', terminalAt: undefined });

    tell(stored('dev.waybill.delivered.v1', 15 * DAY, { proof: { reference: 'POD-1' } }, { source: 'urn:waybill:command', id: 'deliver' }));
    tell(scan('DELIVERED', 15 * DAY, 'Stockholm'));
    expect(statusOf(log)).toMatchObject({
      status: 'DELIVERED',
      deliveredAt: at(15 * DAY),
      lastMilestone: { location: { city: 'Stockholm' } },
    });
    expect(statusOf(log).terminalAt).toBe(at(15 * DAY));

    const timeline = timelineOf(log);
    expect(timeline).toHaveLength(log.length);
    expect(timeline.map(({ kind, milestone }) => milestone ?? kind)).toEqual([
      'registered',
      'INFO_RECEIVED',
      'PICKED_UP',
      'LOADED',
      'DEPARTED_HUB',
      'ARRIVED_AT_HUB',
      'DELIVERED',
      'DEPARTED_HUB',
      'fact-retracted',
      'ARRIVED_AT_HUB',
      'AT_CUSTOMS',
      'LOST',
      'DEPARTED_HUB',
      'DELIVERED',
      'DELIVERED',
    ]);
    expect(timeline.filter((entry) => entry.late).map(({ eventId }) => eventId)).toEqual([late.eventId]);
    expect(timeline.filter((entry) => entry.future)).toEqual([]);
    expect(timeline.filter((entry) => entry.retractedBy)).toMatchObject([{ eventId: wrong.eventId, retractedBy: retraction.eventId }]);
    expect(timelineOf([...log].reverse().filter((event) => event !== retraction))).toEqual(
      timelineOf(log.filter((event) => event !== retraction)),
    );
  });

  it('comes back to the sender', () => {
    const events = [scan('DELIVERED', 0, 'Bonn'), scan('RETURNING', HOUR, 'Bonn'), scan('ARRIVED_AT_HUB', 2 * HOUR, 'Köln')];
    expect(statusOf(events)).toMatchObject({ status: 'IN_TRANSIT', deliveredAt: undefined });
    expect(statusOf([...events, scan('RETURNED', 3 * HOUR, 'Hamburg')])).toMatchObject({ status: 'RETURNED', terminalAt: at(3 * HOUR) });
  });

  it('is cancelled, but was delivered all the same', () => {
    const cancelled = stored('dev.waybill.shipment-cancelled.v1', HOUR, { reason: 'changed plans' }, { source: 'urn:waybill:command' });
    expect(statusOf([scan('PICKED_UP', 0, 'Bonn'), cancelled, scan('IN_TRANSIT', 2 * HOUR, 'Bonn')])).toMatchObject({
      status: 'CANCELLED',
      phase: 'done',
      lastMilestone: { reason: 'changed plans' },
    });
    expect(statusOf([cancelled, scan('DELIVERED', 2 * HOUR, 'Bonn')]).status).toBe('DELIVERED');
  });
});
