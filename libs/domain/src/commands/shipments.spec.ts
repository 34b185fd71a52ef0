import type { Instant, Unit } from '@waybill/events';
import { type Handling, initialIdentifier, initialShipment, type ShipmentState } from '../attribution';
import { isRejection } from '../decision';
import type { MilestoneFact } from '../shipments';
import { cancel, deliver, loadShipment, unloadShipment } from './shipments';
import { loadUnit } from './units';

const at = (minutes: number): Instant => (1_700_000_000_000 + minutes * 60_000) as Instant;
const registered: ShipmentState = { ...initialShipment, registered: true };
const NOW = at(100);

const fact = (eventId: string, milestone: MilestoneFact['milestone'], minutes: number): MilestoneFact => ({
  ...{ eventId, milestone, classifier: 'ACT', source: 's', id: eventId },
  ...{ time: at(minutes), recordedTime: at(minutes) },
});
const told = (...milestones: MilestoneFact[]): ShipmentState => ({ ...registered, milestones });

describe('delivering', () => {
  const delivered = told(fact('scan', 'IN_TRANSIT', 5), fact('hub', 'DELIVERED', 10));

  it('happens at the time that is given, or now', () => {
    expect(deliver(registered, 'S', { at: at(7) }, NOW)).toMatchObject([{ type: 'dev.waybill.delivered.v1', time: at(7) }]);
    expect(deliver(registered, 'S', { proof: { reference: 'P' } }, NOW)).toMatchObject([
      { data: { proof: { reference: 'P' } }, time: NOW },
    ]);
  });

  it('again at the same time, or at none, changes nothing', () => {
    expect(deliver(delivered, 'S', { at: at(10) }, NOW)).toEqual([]);
    expect(deliver(delivered, 'S', {}, NOW)).toEqual([]);
    // Too far ahead to count, yet told once is enough.
    expect(deliver(told({ ...fact('ahead', 'DELIVERED', 900), recordedTime: at(0) }), 'S', { at: at(900) }, NOW)).toEqual([]);
  });

  it('again at another time is refused, with the fact to retract first', () => {
    const refused = deliver(delivered, 'S', { at: at(11) }, NOW);
    expect(refused).toMatchObject({ rejected: 'shipment-terminal', detail: expect.stringContaining('/v1/shipments/S/facts/hub/retract') });
    expect(deliver({ ...delivered, retracted: { hub: 'person' } }, 'S', { at: at(11) }, NOW)).toMatchObject([{ time: at(11) }]);
  });

  it('is refused once it was returned, and takes what was cancelled all the same', () => {
    expect(deliver(told(fact('back', 'RETURNED', 10)), 'S', { at: at(11) }, NOW)).toMatchObject({ rejected: 'shipment-terminal' });
    expect(deliver(told(fact('off', 'CANCELLED', 10)), 'S', { at: at(11) }, NOW)).toHaveLength(1);
  });
});

const truck: Unit = { scheme: 'vehicle', value: 'T' };

describe('a shipment that has ended', () => {
  const [lost, found] = [fact('a', 'LOST', 10), fact('b', 'IN_TRANSIT', 20)];
  const [delivered, returning] = [fact('c', 'DELIVERED', 10), fact('d', 'RETURNING', 20)];

  it.each([
    ['lost', told(lost)],
    ['delivered', told(delivered)],
    ['found, and delivered since', told(lost, found, fact('e', 'DELIVERED', 25))],
  ])('%s, is neither loaded nor cancelled any more', (_, state) => {
    expect(loadShipment(state, 'S', truck, at(30))).toMatchObject({ rejected: 'shipment-terminal' });
    expect(cancel(state, 'S', undefined)).toMatchObject({ rejected: 'shipment-terminal' });
  });

  it.each([
    ['found', told(lost, found)],
    ['found, of which was heard first', told(found, lost)],
    ['on its way back', told(delivered, returning)],
    ['found to have been another one', { ...told(delivered), retracted: { c: 'person' as const } }],
  ])('and is %s, is under way like any other', (_, state) => {
    expect(loadShipment(state, 'S', truck, at(30))).toHaveLength(1);
    expect(cancel(state, 'S', undefined)).toHaveLength(1);
    const aboard = { ...state, handlings: [{ eventId: 'l', kind: 'load' as const, unit: truck, at: at(5), revision: 1 }] };
    expect(unloadShipment(aboard, 'S', truck, at(30))).toHaveLength(1);
  });
});

describe('loading and unloading', () => {
  const handling = (kind: Handling['kind'], minutes: number): Handling => ({
    ...{ eventId: kind, kind, unit: truck },
    ...{ at: at(minutes), revision: minutes },
  });
  const handled = (...handlings: Handling[]): ShipmentState => ({ ...registered, handlings });

  it('again at the same time changes nothing', () => {
    expect(loadShipment(handled(handling('load', 1)), 'S', truck, at(1))).toEqual([]);
    expect(unloadShipment(handled(handling('load', 1), handling('unload', 5)), 'S', truck, at(5))).toEqual([]);
  });

  it('loading again at an instant at which it was loaded elsewhere since is a load of its own', () => {
    const other: Unit = { scheme: 'vehicle', value: 'U' };
    const elsewhere: Handling = { ...handling('load', 1), unit: other, revision: 2 };
    expect(loadShipment(handled(handling('load', 1), elsewhere), 'S', truck, at(1))).toHaveLength(1);
    expect(loadShipment(handled(handling('load', 1), elsewhere), 'S', other, at(1))).toEqual([]);
    const box: Unit = { scheme: 'container', value: 'C' };
    const container = initialIdentifier(box);
    expect(loadUnit({ ...container, handlings: [handling('load', 1), elsewhere] }, box, truck, at(1), [])).toHaveLength(1);
  });

  it('unloading what is not aboard is refused', () => {
    expect(unloadShipment(handled(handling('load', 1), handling('unload', 5)), 'S', truck, at(6))).toMatchObject({
      rejected: 'not-aboard',
    });
  });

  it('loading at the very time of an unload, which undoes it, is refused and not passed over', () => {
    const off = [handling('load', 5), handling('unload', 5)];
    expect(loadShipment(handled(...off), 'S', truck, at(5))).toMatchObject({ rejected: 'not-aboard' });
    expect(loadShipment(handled(...off), 'S', truck, at(6))).toHaveLength(1);
    const box: Unit = { scheme: 'container', value: 'C' };
    const container = initialIdentifier(box);
    const nested = loadUnit({ ...container, handlings: off }, box, truck, at(5), []);
    expect(isRejection(nested) && nested.rejected).toBe('not-aboard');
  });
});
