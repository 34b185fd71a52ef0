import type { Unit } from '@waybill/events';
import { given } from '../decision-fixtures';
import {
  cancel,
  deliver,
  issueTrackingLink,
  loadShipment,
  planRoute,
  registerShipment,
  retractFact,
  revokeTrackingLink,
  unloadShipment,
} from './decisions';
import { at, stored } from './fixtures';
import { SHIPMENT, type ShipmentState } from './shipment';
import { givenShipment, loaded, NOW, registered, retracted, scanned, unloaded } from './shipment-fixtures';

const truck: Unit = { scheme: 'vehicle', value: 'T' };
const other: Unit = { scheme: 'vehicle', value: 'U' };
const load =
  (minutes: number, unit = truck) =>
  (state: ShipmentState) =>
    loadShipment(state, 'S', unit, at(minutes));
const unload = (minutes: number) => (state: ShipmentState) => unloadShipment(state, 'S', truck, at(minutes));
const deliverAt = (minutes: number) => (state: ShipmentState) => deliver(state, 'S', { at: at(minutes) }, NOW);
const deliverNow = (state: ShipmentState) => deliver(state, 'S', {}, NOW);

describe('registering', () => {
  const plan = registered.json;
  const register = (hash: string) => (state: ShipmentState) => registerShipment(state, plan, hash, 'LINK');

  it('happens once, and issues a link', () => {
    given(SHIPMENT)
      .when(register('plan'))
      .then([
        ['shipment-registered', plan],
        ['tracking-link-issued', { linkId: 'LINK' }],
      ]);
    givenShipment().when(register('plan')).then([]);
  });

  it('is refused for another plan', () => givenShipment().when(register('another plan')).then('shipment-exists'));
});

it.each<[string, (state: ShipmentState) => ReturnType<typeof deliver>]>([
  ['delivered', deliverNow],
  ['loaded', load(1)],
  ['unloaded', unload(1)],
  ['cancelled', (state) => cancel(state, 'S', undefined)],
  ['given a route', (state) => planRoute(state, 'S', { route: { type: 'LineString', coordinates: [] } })],
  ['given a link', (state) => issueTrackingLink(state, 'S', 'L')],
  ['relieved of a link', (state) => revokeTrackingLink(state, 'S', 'L')],
])('a shipment that is not registered cannot be %s', (_, decide) => given(SHIPMENT).when(decide).then('shipment-not-found'));

describe('delivering', () => {
  const delivered = givenShipment(scanned('IN_TRANSIT', 5), scanned('DELIVERED', 10, 'hub'));

  it('happens at the time that is given, or now', () => {
    expect(givenShipment().when(deliverAt(7)).times()).toEqual([at(7)]);
    const proven = givenShipment().when((state) => deliver(state, 'S', { proof: { reference: 'P' } }, NOW));
    proven.then([['delivered', { proof: { reference: 'P' } }]]);
    expect(proven.times()).toEqual([NOW]);
  });

  it('again at the same time, or at none, changes nothing', () => {
    delivered.when(deliverAt(10)).then([]);
    delivered.when(deliverNow).then([]);
    // Too far ahead to count, yet told once is enough.
    const ahead = stored('dev.waybill.delivered.v1', 900, {}, { recordedtime: new Date(at(0)).toISOString() });
    givenShipment(ahead).when(deliverAt(900)).then([]);
  });

  it('again at another time is refused, with the fact to retract first', () => {
    const refused = delivered.when(deliverAt(11));
    refused.then('shipment-terminal');
    expect(refused.decision).toMatchObject({ detail: expect.stringContaining('/v1/shipments/S/facts/event:hub/retract') });
    const corrected = givenShipment(scanned('DELIVERED', 10, 'hub'), retracted('event:hub')).when(deliverAt(11));
    expect(corrected.times()).toEqual([at(11)]);
  });

  it('is refused once it was returned, and takes what was cancelled all the same', () => {
    givenShipment(scanned('RETURNED', 10)).when(deliverAt(11)).then('shipment-terminal');
    givenShipment(stored('dev.waybill.shipment-cancelled.v1', 10, {}))
      .when(deliverAt(11))
      .then([['delivered', {}]]);
  });
});

describe('cancelling', () => {
  const cancelled = stored('dev.waybill.shipment-cancelled.v1', 10, {});
  const cancelFor = (reason?: string) => (state: ShipmentState) => cancel(state, 'S', reason);

  it('happens once', () => {
    givenShipment()
      .when(cancelFor('withdrawn'))
      .then([['shipment-cancelled', { reason: 'withdrawn' }]]);
    givenShipment(cancelled).when(cancelFor()).then([]);
  });

  it('happens again when it had been retracted', () =>
    givenShipment(cancelled, retracted(cancelled.eventId))
      .when(cancelFor())
      .then([['shipment-cancelled', {}]]));
});

describe('a shipment that has ended', () => {
  it.each([
    ['lost', givenShipment(scanned('LOST', 10))],
    ['delivered', givenShipment(scanned('DELIVERED', 10))],
    ['found, and delivered since', givenShipment(scanned('LOST', 10), scanned('IN_TRANSIT', 20), scanned('DELIVERED', 25))],
  ])('%s, is neither loaded nor cancelled any more', (_, shipment) => {
    shipment.when(load(30)).then('shipment-terminal');
    shipment.when((state) => cancel(state, 'S', undefined)).then('shipment-terminal');
  });

  it.each([
    ['found', [scanned('LOST', 10), scanned('IN_TRANSIT', 20)]],
    ['found, of which was heard first', [scanned('IN_TRANSIT', 20), scanned('LOST', 10)]],
    ['on its way back', [scanned('DELIVERED', 10), scanned('RETURNING', 20)]],
    ['found to have been another one', [scanned('DELIVERED', 10, 'c'), retracted('event:c')]],
  ])('and is %s, is under way like any other', (_, events) => {
    const carried = { shipmentId: 'S', unit: truck };
    givenShipment(...events)
      .when(load(30))
      .then([['shipment-loaded', carried]]);
    givenShipment(...events)
      .when((state) => cancel(state, 'S', undefined))
      .then([['shipment-cancelled', {}]]);
    givenShipment(loaded(truck, 5), ...events)
      .when(unload(30))
      .then([['shipment-unloaded', carried]]);
  });
});

describe('loading and unloading', () => {
  const onto = (unit: Unit) => [['shipment-loaded', { shipmentId: 'S', unit }]] as const;

  it('again at the same time changes nothing', () => {
    givenShipment(loaded(truck, 1)).when(load(1)).then([]);
    givenShipment(loaded(truck, 1), unloaded(truck, 5)).when(unload(5)).then([]);
  });

  it('loading again at an instant at which it was loaded elsewhere since is a load of its own', () => {
    const elsewhere = givenShipment(loaded(truck, 1), loaded(other, 1));
    elsewhere.when(load(1)).then(onto(truck));
    elsewhere.when(load(1, other)).then([]);
  });

  it('unloading what is not aboard is refused', () =>
    givenShipment(loaded(truck, 1), unloaded(truck, 5)).when(unload(6)).then('not-aboard'));

  it('loading at the very time of an unload, which undoes it, is refused and not passed over', () => {
    const off = givenShipment(loaded(truck, 5), unloaded(truck, 5));
    off.when(load(5)).then('not-aboard');
    off.when(load(6)).then(onto(truck));
  });
});

describe('retracting a fact', () => {
  const retract = (eventId: string, isReport: boolean) => (state: ShipmentState) => retractFact(state, isReport, eventId, 'wrong');
  const wrong = (eventId: string) => [['fact-retracted', { eventId, reason: 'wrong' }]] as const;

  it('needs one that the stream holds: a report, or a milestone that a command recorded', () => {
    given(SHIPMENT).when(retract('event:x', false)).then('fact-not-found');
    givenShipment().when(retract('event:x', false)).then('fact-not-found');
    givenShipment().when(retract('event:x', true)).then(wrong('event:x'));
    givenShipment(scanned('DELIVERED', 5, 'x'))
      .when(retract('event:x', false))
      .then(wrong('event:x'));
  });

  it('once is enough, and is for good when attribution had only moved the fact', () => {
    givenShipment(retracted('event:x')).when(retract('event:x', true)).then([]);
    givenShipment(retracted('event:x', 'urn:waybill:attribution')).when(retract('event:x', true)).then(wrong('event:x'));
  });
});

describe('tracking links', () => {
  const linkId = 'a'.repeat(32);
  const issued = stored('dev.waybill.tracking-link-issued.v1', 1, { linkId });
  const revoked = stored('dev.waybill.tracking-link-revoked.v1', 2, { linkId });
  const issue = (state: ShipmentState) => issueTrackingLink(state, 'S', linkId);
  const revoke = (state: ShipmentState) => revokeTrackingLink(state, 'S', linkId);

  it('are issued once, also when they were revoked since', () => {
    givenShipment()
      .when(issue)
      .then([['tracking-link-issued', { linkId }]]);
    givenShipment(issued).when(issue).then([]);
    givenShipment(issued, revoked).when(issue).then([]);
  });

  it('are revoked once, when there is one', () => {
    givenShipment().when(revoke).then('link-not-found');
    givenShipment(issued)
      .when(revoke)
      .then([['tracking-link-revoked', { linkId }]]);
    givenShipment(issued, revoked).when(revoke).then([]);
  });
});
