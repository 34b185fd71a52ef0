import type { NewEvent } from '@waybill/events';
import { type CrossingSeen, reconcileCrossings } from './crossings';
import { noExceptions, type ShipmentExceptions } from './exception';
import { minute, withNew } from './fixtures';

const place = (eventId: string) => ({ eventId, time: '2026-03-01T00:10:00Z', latitude: 51, longitude: 9 });
const entered = (from: string, to: string, minutes: number, revision = 0): CrossingSeen => ({
  type: 'dev.waybill.geofence-entered.v1',
  time: minute(minutes),
  data: { geofenceId: 'PORT', name: 'Port', revision, from: place(from), to: place(to) },
});
const derive = ({ crossings }: ShipmentExceptions, asOf: number, ...seen: CrossingSeen[]) =>
  reconcileCrossings(crossings, { shipmentId: 'S1', crossings: seen, asOf: minute(asOf) });
const fold = (state: ShipmentExceptions, events: readonly NewEvent[]) => events.reduce(withNew, state);
const brief = (events: readonly NewEvent[]) => events.map(({ type, metadata }) => [type.split('.')[2], metadata.time.slice(11, 16)]);

describe('what is said of crossings', () => {
  it('is said once, at the time at which it was', () => {
    const events = derive(noExceptions, 90, entered('a', 'b', 20));
    expect(brief(events)).toEqual([['geofence-entered', '00:20']]);
    expect(derive(fold(noExceptions, events), 95, entered('a', 'b', 20))).toEqual([]);
  });

  it('is taken back when a late fix shows it otherwise, and said again when that was wrong', () => {
    const first = derive(noExceptions, 90, entered('a', 'b', 20));
    const state = fold(noExceptions, first);
    const second = derive(state, 100, entered('late', 'b', 25));
    expect(brief(second)).toEqual([
      ['geofence-crossing-retracted', '01:40'],
      ['geofence-entered', '00:25'],
    ]);
    expect(second[0]?.data).toMatchObject({ eventId: first[0]?.eventId });
    const third = derive(fold(state, second), 110, entered('a', 'b', 20));
    expect(brief(third)).toEqual([
      ['geofence-crossing-retracted', '01:50'],
      ['geofence-entered', '00:20'],
    ]);
    const all = [...first, ...second, ...third];
    expect(new Set(all.map(({ eventId }) => eventId)).size).toBe(all.length);
    expect(derive(fold(noExceptions, all), 120, entered('a', 'b', 20))).toEqual([]);
  });

  it('is taken back and said again when a late fix moves the place that it was left from, and so its time', () => {
    const first = derive(noExceptions, 90, entered('a', 'b', 20));
    const state = fold(noExceptions, first);
    const second = derive(state, 100, entered('a', 'b', 19));
    expect(brief(second)).toEqual([
      ['geofence-crossing-retracted', '01:40'],
      ['geofence-entered', '00:19'],
    ]);
    expect(second[0]?.data).toMatchObject({ eventId: first[0]?.eventId });
    const third = derive(fold(state, second), 110, entered('a', 'b', 20));
    const all = [...first, ...second, ...third];
    expect(new Set(all.map(({ eventId }) => eventId)).size).toBe(5);
    expect(derive(fold(noExceptions, all), 120, entered('a', 'b', 20))).toEqual([]);
    expect(brief(derive(fold(noExceptions, all), 120))).toEqual([['geofence-crossing-retracted', '02:00']]);
  });

  it('is another thing where the fence was another one', () => {
    const state = fold(noExceptions, derive(noExceptions, 90, entered('a', 'b', 20)));
    expect(brief(derive(state, 100, entered('a', 'b', 22, 1)))).toEqual([
      ['geofence-crossing-retracted', '01:40'],
      ['geofence-entered', '00:22'],
    ]);
  });
});
