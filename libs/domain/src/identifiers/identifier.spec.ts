import type { Identifier, StoredEvent, Unit } from '@waybill/events';
import { givenOf } from '../decision-fixtures';
import { at, stored } from '../shipments/fixtures';
import { concernedShipments, handlingsOf, IDENTIFIER, UNIT } from './identifier';

const booking: Identifier = { scheme: 'booking', value: 'B' };
const truck: Unit = { scheme: 'vehicle', value: 'T' };
const box: Unit = { scheme: 'container', value: 'C' };

const iso = (minutes: number): string => new Date(at(minutes)).toISOString();
const assigned = (identifier: Identifier, shipmentId: string, from?: number) =>
  stored('dev.waybill.identifier-assigned.v1', 1, {
    ...{ identifier, given: identifier.value, shipmentId, commandId: 'c' },
    from: from === undefined ? undefined : iso(from),
  });
const released = (identifier: Identifier, shipmentId: string, until?: number, commandId?: string) =>
  stored('dev.waybill.identifier-released.v1', 2, {
    ...{ identifier, shipmentId, commandId },
    until: until === undefined ? undefined : iso(until),
  });
const loaded = (shipmentId: string, unit: Unit) => stored('dev.waybill.shipment-loaded.v1', 3, { shipmentId, unit });
const mounted = (unit: Unit, on: Unit) => stored('dev.waybill.unit-loaded.v1', 4, { unit, on });

describe('what is known of a name', () => {
  const holds = (...events: readonly StoredEvent[]) =>
    givenOf(IDENTIFIER, booking, ...events).state.holdings.map(({ shipmentId, from, until }) => [shipmentId, from, until]);

  it('is who holds it from when to when', () => {
    expect(holds()).toEqual([]);
    expect(holds(assigned(booking, 'S1'), released(booking, 'S1', 5), assigned(booking, 'S2', 5))).toEqual([
      ['S1', undefined, at(5)],
      ['S2', at(5), undefined],
    ]);
  });

  it('is not what was undone: without a time a release is of a hold that never was', () => {
    expect(holds(assigned(booking, 'S1'), released(booking, 'S1'))).toEqual([]);
    expect(holds(assigned(booking, 'S1', 5), released(booking, 'S1', 5))).toEqual([]);
    expect(holds(assigned(booking, 'S1'), released(booking, 'S1', undefined, 'another'))).toHaveLength(1);
    expect(holds(assigned(booking, 'S1'), released(booking, 'S2', 5))).toEqual([['S1', undefined, undefined]]);
  });

  it('a release never makes a hold last longer', () =>
    expect(holds(assigned(booking, 'S1'), released(booking, 'S1', 5), released(booking, 'S1', 9))).toEqual([['S1', undefined, at(5)]]));

  it('carries nothing, unless it is a unit', () => {
    const { state } = givenOf(IDENTIFIER, booking, loaded('S1', truck), mounted(box, truck));
    expect(state).toEqual(givenOf(IDENTIFIER, booking).state);
    expect(handlingsOf(state)).toEqual([]);
    expect(concernedShipments(state)).toEqual([]);
  });
});

describe('what is known of a unit', () => {
  it('is what was ever loaded on it, each once', () => {
    const events = [loaded('S1', truck), loaded('S2', truck), loaded('S1', truck), mounted(box, truck), mounted(box, truck)];
    expect(givenOf(IDENTIFIER, truck, ...events).state).toMatchObject({
      kind: 'unit',
      shipments: ['S1', 'S2'],
      units: [box],
      handlings: [],
    });
  });

  it('is which units it was loaded on itself, by its own stream', () => {
    const off = stored('dev.waybill.unit-unloaded.v1', 9, { unit: box, on: truck });
    const { state } = givenOf(IDENTIFIER, box, mounted(box, truck), off);
    expect(handlingsOf(state).map(({ kind, unit, at: time }) => [kind, unit, time])).toEqual([
      ['load', truck, at(4)],
      ['unload', truck, at(9)],
    ]);
    expect(state).toMatchObject({ units: [] });
  });

  it('is remembered alike, whether or not it is known to be one', () => {
    const events = [loaded('S1', box), mounted(box, truck), assigned(box, 'S2')];
    expect(givenOf(UNIT, box, ...events).state).toEqual(givenOf(IDENTIFIER, box, ...events).state);
    expect(UNIT.fold.version).toBe(IDENTIFIER.fold.version);
  });

  it('concerns who holds or held its name, and who was ever aboard', () => {
    const events = [assigned(box, 'S1'), released(box, 'S1', 5), loaded('S2', box), loaded('S1', box)];
    expect(concernedShipments(givenOf(IDENTIFIER, box, ...events).state)).toEqual(['S1', 'S2']);
  });

  it('is how far its clock was ever ahead', () => {
    const ping = (minutes: number, recorded: number) =>
      stored('dev.waybill.position-reported.v1', minutes, { latitude: 50, longitude: 10 }, { recordedtime: iso(recorded) });
    expect(givenOf(IDENTIFIER, truck, ping(7, 5), ping(20, 21), ping(9, 8)).state.furthestAhead).toBe(at(7) - at(5));
  });
});

it('is of no other stream', () => {
  expect(() => IDENTIFIER.fold.initial('shipment-S1')).toThrow('shipment-S1');
  expect(() => UNIT.fold.initial('identifier-booking~B')).toThrow('identifier-booking~B');
});
