import type { StoredEvent, Unit } from '@waybill/events';
import { given } from '../decision-fixtures';
import { at, stored } from './fixtures';
import { retractedIn, SHIPMENT, unitsEverAboard } from './shipment';
import { givenShipment, loaded, registered, reinstated, retracted, scanned, shipmentAfter, unloaded } from './shipment-fixtures';

const truck: Unit = { scheme: 'vehicle', value: 'T' };
const box: Unit = { scheme: 'container', value: 'C' };

describe('what is known of a shipment', () => {
  it('begins with its registration', () => {
    expect(given(SHIPMENT).state).toEqual({ phase: 'unregistered' });
    expect(given(SHIPMENT, scanned('DELIVERED', 1)).state).toEqual({ phase: 'unregistered' });
    const named = stored('dev.waybill.shipment-registered.v1', 0, {
      ...registered.json,
      carrier: 'dhl',
      identifiers: [{ scheme: 'booking', value: 'B', given: 'b' }],
    });
    expect(given(SHIPMENT, named).state).toMatchObject({
      phase: 'registered',
      carrier: 'dhl',
      identifiers: [{ scheme: 'booking', value: 'B' }],
      milestones: [],
    });
  });

  it('is its milestones, of every source, and which of them came through a unit', () => {
    const { milestones, unitMilestones } = shipmentAfter(
      scanned('IN_TRANSIT', 1, 'own'),
      scanned('LOST', 2, 'aboard', 'vehicle:T'),
      stored('dev.waybill.shipment-cancelled.v1', 3, {}),
      stored('dev.waybill.delivered.v1', 4, {}),
    );
    expect(milestones.map(({ milestone }) => milestone)).toEqual(['IN_TRANSIT', 'LOST', 'CANCELLED', 'DELIVERED']);
    expect(unitMilestones).toEqual({ 'event:aboard': truck });
  });

  it('is its loads and unloads, each at its place in the stream', () => {
    const shipment = shipmentAfter(loaded(truck, 1), loaded(box, 2), unloaded(truck, 5), loaded(truck, 7));
    expect(shipment.handlings.map(({ kind, unit, at: time, revision }) => [kind, unit, time, revision])).toEqual([
      ['load', truck, at(1), 1],
      ['load', box, at(2), 2],
      ['unload', truck, at(5), 3],
      ['load', truck, at(7), 4],
    ]);
    expect(unitsEverAboard(shipment)).toEqual([truck, box]);
  });

  it('is the last word on each fact, and who said it', () => {
    const after = (...events: readonly StoredEvent[]) => retractedIn(givenShipment(...events).state);
    expect(after(retracted('a'), retracted('b', 'urn:waybill:attribution'))).toEqual({ a: 'person', b: 'attribution' });
    expect(after(retracted('a', 'urn:waybill:attribution'), reinstated('a'))).toEqual({});
    expect(after(reinstated('a'), retracted('a'))).toEqual({ a: 'person' });
    expect(retractedIn(given(SHIPMENT).state)).toEqual({});
  });

  it('is its links, and which of them were revoked', () => {
    const link = (kind: 'issued' | 'revoked', linkId: string) => stored(`dev.waybill.tracking-link-${kind}.v1`, 1, { linkId });
    const [one, two] = ['a'.repeat(32), 'b'.repeat(32)];
    expect(shipmentAfter(link('issued', one), link('issued', two), link('revoked', one)).links).toEqual({ [one]: true, [two]: false });
  });

  it('is the latest report of a unit, by event time', () => {
    const ping = (minutes: number, subject: string) =>
      stored('dev.waybill.position-reported.v1', minutes, { latitude: 50, longitude: 10 }, { subject });
    expect(shipmentAfter().latestByUnit).toBe(0);
    expect(shipmentAfter(ping(5, 'vehicle:T'), ping(3, 'device:D'), ping(9, 'shipment:S')).latestByUnit).toBe(at(5));
  });

  it('does not change with what does not belong there, nor with what says nothing to a writer', () => {
    const { state } = givenShipment(scanned('IN_TRANSIT', 1));
    const ignored = [
      stored('dev.waybill.api-key-revoked.v1', 2, { keyId: 'K' }),
      stored('dev.waybill.position-reported.v1', 3, { latitude: 50, longitude: 10 }),
      stored('dev.waybill.route-planned.v1', 4, {
        route: {
          type: 'LineString',
          coordinates: [
            [9, 53],
            [11, 48],
          ],
        },
      }),
    ];
    for (const event of ignored) expect(SHIPMENT.fold.evolve(state, event)).toBe(state);
  });

  it('keeps its facts when it is registered once more', () =>
    expect(shipmentAfter(scanned('LOST', 1), registered).milestones).toHaveLength(1));
});
