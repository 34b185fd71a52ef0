import { CATALOGUE, EVENT_TYPES, type EventType, type StoredEvent } from '@waybill/events';
import { at, stored } from './fixtures';
import { compareTimeline, timelineEntryOf, timelinePlaceOf } from './timeline';
import { TIMELINE_KINDS } from './timeline-kinds';

/** The lines of a timeline from events that stand in the log as they are given. */
const told = (events: readonly StoredEvent[]) =>
  events
    .map((event, i) => ({ ...event, position: BigInt(i) }) as StoredEvent)
    .flatMap((event) => {
      const entry = timelineEntryOf(event);
      return entry ? [{ ...entry, ...timelinePlaceOf(entry, event) }] : [];
    })
    .sort(compareTimeline);

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

  it('marks what is from before 1970, or from a clock that is years behind', () => {
    const from = (time: string) => timelineEntryOf(stored('dev.waybill.item-scanned.v1', 0, { milestone: 'IN_TRANSIT' }, { time }));
    expect(from('0001-01-01T00:00:00Z')).toMatchObject({ late: true, tooOld: true });
    expect(from('2006-07-16T00:00:00Z')).toMatchObject({ late: true, tooOld: true });
    expect(from('2016-03-01T00:00:00Z')).toMatchObject({ late: true, tooOld: false });
  });

  it('puts one instant in the order of work', () => {
    const unit = { shipmentId: 'S1', unit: { scheme: 'vehicle' as const, value: 'V' } };
    const instant = [
      stored('dev.waybill.shipment-unloaded.v1', 0, unit),
      stored('dev.waybill.vehicle-departed.v1', 0, {}),
      stored('dev.waybill.item-scanned.v1', 0, { milestone: 'DELIVERED' }, { id: 'b' }),
      stored('dev.waybill.item-scanned.v1', 0, { milestone: 'ARRIVED_AT_DESTINATION' }, { id: 'c' }),
      stored('dev.waybill.delivered.v1', 0, {}, { source: 'urn:waybill:command', id: 'd' }),
      stored('dev.waybill.vehicle-arrived.v1', 0, {}),
    ];
    expect(told(instant).map(({ kind, milestone }) => `${kind} ${milestone ?? ''}`.trim())).toEqual([
      'vehicle-arrived',
      'milestone ARRIVED_AT_DESTINATION',
      'delivered DELIVERED',
      'milestone DELIVERED',
      'vehicle-departed',
      'unloaded',
    ]);
  });

  const kinds = (events: readonly StoredEvent[]) => told(events).map(({ kind }) => kind);
  const example = (type: EventType, id: string) => stored(type, 0, CATALOGUE[type].example as never, { id });
  const [exit, entry, breach] = (['exited', 'entered', 'breached'] as const).map((word) => `dev.waybill.geofence-${word}.v1` as const);

  it('tells an exit before an entry of the same instant, whatever their ids and their order in the log', () => {
    for (const [a, b] of ['az', 'za']) {
      const events = [example(exit as EventType, a as string), example(entry as EventType, b as string), example(breach as EventType, 'm')];
      const order = ['geofence-exited', 'geofence-entered', 'geofence-breached'];
      expect([kinds(events), kinds(events.toReversed())]).toEqual([order, order]);
    }
  });

  it('tells what ends before what begins in the same instant', () => {
    const pairs = [
      ['movement-resumed', 'no-movement-detected'],
      ['signal-regained', 'signal-lost'],
      ['back-on-route', 'off-route-detected'],
      ['movement-resumed', 'geofence-entered'],
    ];
    for (const [end, begin] of pairs) {
      const events = [begin, end].map((name) => example(`dev.waybill.${name}.v1` as EventType, `of ${name}`));
      expect(told(events).map(({ type }) => type)).toEqual([end, begin].map((name) => `dev.waybill.${name}.v1`));
    }
  });

  it('tells the same kind in the order of the log, whatever the ids', () => {
    const names = ['c', 'a', 'b'];
    const events = names.map((id) => example(entry as EventType, id));
    expect(told(events).map(({ id }) => id)).toEqual(names);
    expect(told(events.toReversed()).map(({ id }) => id)).toEqual(names.toReversed());
  });
});
