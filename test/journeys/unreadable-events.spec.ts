import { type EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { EventLog } from '@waybill/event-store';
import { Builds } from '../faults/harness/builds';
import { until } from '../faults/harness/waiting';
import { Commands } from '../support/commands';
import { BATCH, cloudEvent, httpClient, problem, type Send, STRUCTURED } from '../support/http';
import { storeClient } from '../support/store-client';
import { type RunningWaybill, startWaybill } from '../support/waybill';

/** Streams of the product in which others have put, or from which they have taken, what they liked. */
let waybill: RunningWaybill;
let store: EventStoreDBClient;
let operator: Send;
const place = { latitude: 53.5, longitude: 9.9 };
const tracking = (shipmentId: string) => ({ scheme: 'tracking-number', value: `dhl/${shipmentId}` });

async function register(shipmentId: string): Promise<void> {
  const body = { shipmentId, identifiers: [tracking(shipmentId)], origin: place, destination: place };
  expect((await operator('/v1/shipments', { body })).status).toBe(201);
  expect(
    (await operator(`/v1/shipments/${shipmentId}/load`, { body: { unit: 'vehicle:SHARED', at: '2026-03-01T09:00:00Z' } })).status,
  ).toBe(200);
}
const about = (subject: string, change: object = {}) => cloudEvent({ subject, ...change });
const report = (subject: string) => operator('/v1/events', { body: about(subject), headers: STRUCTURED });
const append = (stream: string, ...types: string[]) =>
  store.appendToStream(
    stream,
    types.map((type) => jsonEvent({ type, data: { of: 'another tool' } })),
  );
const settled = (path: string, position: string) => operator(`${path}?minPosition=${position}&settled=true`);

beforeAll(async () => {
  waybill = await startWaybill();
  operator = httpClient(waybill.url, waybill.operatorKey);
  store = storeClient(waybill.addresses.eventStore);
  for (const shipmentId of ['SOUND', 'NOTED', 'BROKEN', 'ERASED']) await register(shipmentId);
});
afterAll(async () => {
  await store?.dispose();
  await waybill?.stop();
});

it('goes on behind events of types that it does not know, and shows none of them', async () => {
  await append('shipment-NOTED', 'Note', 'dev.waybill.shipment-blessed.v1');
  await append('identifier-vehicle~SHARED', 'Note');
  await append('identifier-tracking-number~DHL%2FNOTED', 'Note');
  await append('exceptions-NOTED', 'Note');
  expect((await operator('/v1/shipments/NOTED/tracking-links', { body: {} })).status).toBe(201);
  for (const subject of ['shipment:NOTED', 'tracking-number:dhl/NOTED', 'vehicle:SHARED'])
    expect(await report(subject)).toMatchObject({ status: 202, body: { accepted: 1 } });
  const { body } = await operator('/v1/shipments/NOTED/deliver', { body: { at: '2026-03-02T10:00:00Z' } });
  expect((await settled('/v1/shipments/NOTED', body.position)).body.status).toBe('DELIVERED');
  expect((await operator('/v1/shipments/NOTED/events')).text).not.toContain('another tool');
  const counted = /^projection_unknown_events_total\{.*processor="shipments".*\} [1-9]/m;
  await until('they are counted', async () => counted.test((await operator('/metrics')).text));
});

it('refuses what would build on a known event that cannot be read, by the name of its stream; all else goes on', async () => {
  await append('shipment-BROKEN', 'dev.waybill.route-planned.v1');
  const members = { type: problem('stream-unreadable'), stream: 'shipment-BROKEN', revision: 4 };
  for (const answer of [
    await operator('/v1/shipments/BROKEN/cancel', { body: {} }),
    await report('shipment:BROKEN'),
    await report('tracking-number:dhl/BROKEN'),
  ])
    expect(answer).toMatchObject({ status: 409, body: members });
  const batch = [about('shipment:BROKEN'), about('shipment:SOUND'), about('vehicle:SHARED')];
  const taken = await operator('/v1/events', { body: JSON.stringify(batch), headers: BATCH });
  expect(taken).toMatchObject({ status: 202, body: { accepted: 2, rejected: 1 } });
  expect(taken.body.events[0].problem).toMatchObject(members);
  expect(taken.body.events[2].shipmentIds).toEqual(['ERASED', 'NOTED', 'SOUND']);
  await settled('/v1/shipments/SOUND', taken.body.position);
  const { items } = (await operator('/v1/dead-letters?key=BROKEN&limit=200')).body;
  expect(items).toEqual(
    expect.arrayContaining([expect.objectContaining({ processor: 'shipments', error: expect.stringContaining('StreamUnreadable') })]),
  );
});

it('takes a shipment that was erased for none: it is refused by name, shown no more, and holds nothing up', async () => {
  const { body: before } = await operator('/v1/shipments/ERASED');
  expect(before.identifiers).toHaveLength(1);
  await store.tombstoneStream('shipment-ERASED');
  const gone = { type: problem('shipment-erased'), status: 410 };
  const plan = { shipmentId: 'ERASED', origin: place, destination: place };
  for (const answer of [
    await operator('/v1/shipments/ERASED/cancel', { body: {} }),
    await operator('/v1/shipments/ERASED/load', { body: { unit: 'vehicle:SHARED' } }),
    await operator('/v1/shipments', { body: plan }),
    await report('shipment:ERASED'),
  ])
    expect(answer).toMatchObject({ status: 410, body: gone });
  const batch = [about('shipment:ERASED'), about('tracking-number:dhl/ERASED'), about('shipment:SOUND'), about('vehicle:SHARED')];
  const taken = await operator('/v1/events', { body: JSON.stringify(batch), headers: BATCH });
  expect(taken).toMatchObject({ status: 202, body: { accepted: 2, parked: 1, rejected: 1 } });
  expect(taken.body.events[0].problem).toMatchObject(gone);
  expect(taken.body.events[3].shipmentIds).toEqual(['NOTED', 'SOUND']);
  const { body: unloaded } = await operator('/v1/shipments/SOUND/unload', { body: { unit: 'vehicle:SHARED', at: '2026-03-01T12:00:00Z' } });
  expect((await settled('/v1/shipments/SOUND', unloaded.position)).status).toBe(200);
  expect((await settled('/v1/shipments/ERASED', taken.body.position)).status).toBe(404);
  expect((await operator('/v1/shipments?limit=200')).text).not.toContain('ERASED');
  expect((await operator('/v1/dead-letters?limit=200')).text).not.toContain('ERASED');
  const heir = { ...plan, shipmentId: 'HEIR', identifiers: [tracking('ERASED')] };
  const log = EventLog.connect(waybill.addresses.eventStore);
  const aMinuteLater = new Commands({ log, clock: { now: () => Date.now() + 61_000 } });
  expect(await aMinuteLater.register(heir, { caller: 'key_1', body: heir })).toMatchObject({ created: true });
  await log.close();
});

it('shows an erased shipment no more after a replay either', async () => {
  await until('what cannot be read is discarded', async () => {
    const { items } = (await operator('/v1/dead-letters?processor=shipments&limit=200')).body;
    for (const key of new Set(items.map((letter: { key: string }) => letter.key)))
      await operator('/v1/dead-letters/discard', { body: { processor: 'shipments', key, reason: 'its stream cannot be read' } });
    return items.length === 0;
  });
  const builds = new Builds({ ...waybill, pid: waybill.pids().api, kill: async () => waybill.kill('api') });
  await builds.reaches(await builds.request(), 'live');
  expect((await operator('/v1/shipments/ERASED?settled=true')).status).toBe(404);
  expect((await operator('/v1/shipments/SOUND')).status).toBe(200);
});

it('takes a deleted stream that was not deleted for good for one that has not begun', async () => {
  await register('SOFT');
  await store.deleteStream('shipment-SOFT');
  expect((await operator('/v1/shipments/SOFT/cancel', { body: {} })).status).toBeLessThan(500);
  for (let n = 0; n < 3; n += 1) expect(await report('shipment:SOFT')).toMatchObject({ status: 202 });
  expect((await report('vehicle:SHARED')).status).toBe(202);
});
