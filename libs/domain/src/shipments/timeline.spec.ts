import { CATALOGUE, EVENT_TYPES } from '@waybill/events';
import { at, stored } from './fixtures';
import { compareTimeline, TIMELINE_KINDS, timelineEntryOf } from './timeline';

describe('timeline', () => {
  it.each(EVENT_TYPES)('%s has a line, or is left out on purpose', (type) => {
    const entry = timelineEntryOf(stored(type, 5, CATALOGUE[type].example as never));
    if (TIMELINE_KINDS[type] === null) expect(entry).toBeUndefined();
    else expect(entry).toMatchObject({ kind: TIMELINE_KINDS[type], type, time: at(5), recordedTime: at(5), late: false, future: false });
  });

  it('says what the event says', () => {
    expect(
      timelineEntryOf(
        stored('dev.waybill.item-scanned.v1', 0, {
          milestone: 'DELAYED',
          rawCode: 'SD',
          reason: 'AO',
          note: 'snow',
          location: { city: 'Ulm' },
        }),
      ),
    ).toMatchObject({ milestone: 'DELAYED', classifier: 'ACT', rawCode: 'SD', reason: 'AO', note: 'snow', location: { city: 'Ulm' } });
    expect(timelineEntryOf(stored('dev.waybill.vehicle-arrived.v1', 0, { stop: 'MUC' }))).toMatchObject({ stop: 'MUC' });
    expect(timelineEntryOf(stored('dev.waybill.delivered.v1', 0, { proof: { reference: 'P' } }))).toMatchObject({
      kind: 'delivered',
      milestone: 'DELIVERED',
      proof: { reference: 'P' },
    });
  });

  it('marks what came late, and what claims to be from the future, unless it is an estimate', () => {
    const scan = (minutes: number, classifier: 'ACT' | 'EST') =>
      timelineEntryOf(
        stored('dev.waybill.item-scanned.v1', minutes, { milestone: 'IN_TRANSIT', classifier }, { recordedtime: '2026-03-01T01:00:00Z' }),
      );
    expect(scan(50, 'ACT')).toMatchObject({ late: false, future: false });
    expect(scan(49, 'ACT')).toMatchObject({ late: true, future: false });
    expect(scan(70, 'ACT')).toMatchObject({ late: false, future: false });
    expect(scan(71, 'ACT')).toMatchObject({ late: false, future: true });
    expect(scan(71, 'EST')).toMatchObject({ late: false, future: false });
  });

  it('puts one instant in the order of work', () => {
    const unit = { shipmentId: 'S1', unit: { scheme: 'vehicle', value: 'V' } };
    const instant = [
      stored('dev.waybill.shipment-unloaded.v1', 0, unit),
      stored('dev.waybill.vehicle-departed.v1', 0, {}),
      stored('dev.waybill.item-scanned.v1', 0, { milestone: 'DELIVERED' }, { id: 'b' }),
      stored('dev.waybill.item-scanned.v1', 0, { milestone: 'ARRIVED_AT_DESTINATION' }, { id: 'c' }),
      stored('dev.waybill.delivered.v1', 0, {}, { source: 'urn:waybill:command', id: 'd' }),
      stored('dev.waybill.vehicle-arrived.v1', 0, {}),
    ].flatMap((event) => timelineEntryOf(event) ?? []);
    expect(instant.sort(compareTimeline).map(({ kind, milestone }) => `${kind} ${milestone ?? ''}`.trim())).toEqual([
      'vehicle-arrived',
      'milestone ARRIVED_AT_DESTINATION',
      'delivered DELIVERED',
      'milestone DELIVERED',
      'vehicle-departed',
      'unloaded',
    ]);
  });
});
