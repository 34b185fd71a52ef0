import { randomUUID } from 'node:crypto';
import { cloudEvent, problem, STRUCTURED } from '../support/http';
import { coordinator, plan } from './coordinator';

/** What units carry, and how long a shipment is aboard and holds its names, as a coordinator's software reads it. */
const { send, command, read, register, report, position } = coordinator();

describe('units', () => {
  it('nest, and are never on themselves', async () => {
    const [truck, device] = [`T-${randomUUID()}`, `D-${randomUUID()}`];
    const { shipmentId } = await register();
    await command(`/v1/shipments/${shipmentId}/load`, { unit: `vehicle:${truck}`, at: '2026-03-01T08:00:00Z' });
    const on = { unit: `vehicle:${truck}`, at: '2026-03-01T08:00:00Z' };
    expect((await command(`/v1/units/device/${device}/load`, on)).status).toBe(200);
    expect((await position(`device:${device}`, '2026-03-01T09:00:00Z', 50)).body.events[0].shipmentIds).toEqual([shipmentId]);
    const cycle = await command(`/v1/units/vehicle/${truck}/load`, { unit: `device:${device}`, at: '2026-03-01T08:30:00Z' });
    expect([cycle.status, cycle.body.type]).toEqual([409, problem('unit-cycle')]);
    expect((await command(`/v1/units/device/${device}/unload`, { ...on, at: '2026-03-01T10:00:00Z' })).status).toBe(200);
    expect((await command('/v1/units/order/1/load', on)).body.type).toBe(problem('invalid-identifier'));
    expect((await send(`/v1/units/vehicle/${randomUUID()}`)).body.type).toBe(problem('unit-not-found'));
  });

  it('of two at one instant carry what was loaded on the one named last, in every answer', async () => {
    const [first, second] = [`T-${randomUUID()}`, `T-${randomUUID()}`];
    const container = `C${randomUUID()}`.toUpperCase();
    const { shipmentId } = await register();
    let last = '';
    for (const truck of [first, second]) {
      const on = { unit: `vehicle:${truck}`, at: '2026-03-01T08:00:00Z' };
      await command(`/v1/shipments/${shipmentId}/load`, on);
      last = (await command(`/v1/units/container/${container}/load`, on)).body.position;
    }
    const stay = { unit: { scheme: 'vehicle', value: second }, from: '2026-03-01T08:00:00.000Z', until: null };
    expect((await read(`/v1/shipments/${shipmentId}`, last)).body.aboard).toEqual([stay]);
    expect((await read(`/v1/units/vehicle/${first}`, last)).body).toMatchObject({ holders: [], carries: [] });
    const carrying = { holders: [{ shipmentId, present: true }], carries: [{ scheme: 'container', value: container }] };
    expect((await read(`/v1/units/vehicle/${second}`, last)).body).toMatchObject(carrying);
    expect((await read(`/v1/units/container/${container}`, last)).body.on).toMatchObject({ value: second });
    const past = await send(`/v1/shipments/${shipmentId}?asOf=2026-03-01T09:00:00Z`);
    expect(past.body.aboard).toEqual([stay]);
  });

  it('show who holds them a page at a time, from the one that came last', async () => {
    const truck = `T-${randomUUID()}`;
    const shipmentIds: string[] = [];
    let last = '';
    for (const hour of ['08', '09', '10']) {
      const { shipmentId } = await register();
      shipmentIds.unshift(shipmentId);
      last = (await command(`/v1/shipments/${shipmentId}/load`, { unit: `vehicle:${truck}`, at: `2026-03-01T${hour}:00:00Z` })).body
        .position;
    }
    const first = await read(`/v1/units/vehicle/${truck}?limit=2`, last);
    const next = await send(`/v1/units/vehicle/${truck}?limit=2&cursor=${first.body.nextCursor}`);
    const shown = [first, next].map(({ body }) => body.holders.map((holder: { shipmentId: string }) => holder.shipmentId));
    expect(shown).toEqual([shipmentIds.slice(0, 2), shipmentIds.slice(2)]);
    expect(next.body).toMatchObject({ nextCursor: null, carries: [], carriesCount: 0 });
  });

  it('have facts declared wrong for all aboard', async () => {
    const unit = `V-${randomUUID()}`;
    const { shipmentId } = await register();
    await command(`/v1/shipments/${shipmentId}/load`, { unit: `vehicle:${unit}`, at: '2026-03-01T08:00:00Z' });
    const reported = await position(`vehicle:${unit}`, '2026-03-01T09:00:00Z', 51);
    const before = await read(`/v1/units/vehicle/${unit}`, reported.body.position);
    const retracted = await command(`/v1/units/vehicle/${unit}/facts/${before.body.lastReport.eventId}/retract`, { reason: 'GPS jammed' });
    expect(retracted.status).toBe(200);
    expect((await read(`/v1/shipments/${shipmentId}`, retracted.body.position)).body.liveLocation).toBeNull();
  });

  it('have facts declared wrong that were read from a shipment aboard', async () => {
    const unit = `V-${randomUUID()}`;
    const [first, second] = [await register(), await register()];
    for (const { shipmentId } of [first, second]) {
      await command(`/v1/shipments/${shipmentId}/load`, { unit: `vehicle:${unit}`, at: '2026-03-01T08:00:00Z' });
    }
    await position(`vehicle:${unit}`, '2026-03-01T09:00:00Z', 51);
    const copy = (await send(`/v1/shipments/${second.shipmentId}/events`)).body.items.at(-1);
    const retracted = await command(`/v1/units/vehicle/${unit}/facts/${copy.eventid}/retract`, { reason: 'GPS jammed' });
    expect(retracted.status).toBe(200);
    expect((await read(`/v1/shipments/${first.shipmentId}`, retracted.body.position)).body.liveLocation).toBeNull();
  });

  it('name in the answer to a redelivery a position at which the copies can be read', async () => {
    const unit = `V-${randomUUID()}`;
    const { shipmentId } = await register();
    await command(`/v1/shipments/${shipmentId}/load`, { unit: `vehicle:${unit}`, at: '2026-03-01T08:00:00Z' });
    const event = cloudEvent({ subject: `vehicle:${unit}`, type: 'dev.waybill.vehicle-arrived.v1', data: {} });
    const [once, twice] = [
      await send('/v1/events', { body: event, headers: STRUCTURED }),
      await send('/v1/events', { body: event, headers: STRUCTURED }),
    ];
    expect(twice.body).toMatchObject({ duplicates: 1, events: [{ shipmentIds: [shipmentId] }] });
    expect(BigInt(twice.body.position)).toBeGreaterThanOrEqual(BigInt(once.body.position));
  });
});

describe('a shipment', () => {
  it('that was lost and found is under way like any other: its truck moves it, it is loaded, keeps its number and is cancelled', async () => {
    const [unit, number] = [`TRUCK-${randomUUID()}`, randomUUID()];
    const identifiers = [{ scheme: 'booking', value: number }];
    const { shipmentId } = await register({ identifiers });
    const path = `/v1/shipments/${shipmentId}`;
    await command(`${path}/load`, { unit: `vehicle:${unit}`, at: '2026-03-01T07:00:00Z' });
    await report({ subject: `shipment:${shipmentId}`, time: '2026-03-01T08:00:00Z', data: { milestone: 'LOST' } });
    await report({ subject: `shipment:${shipmentId}`, time: '2026-03-01T09:00:00Z', data: { milestone: 'IN_TRANSIT' } });
    const moved = await position(`vehicle:${unit}`, '2026-03-01T10:00:00Z', 51);
    expect(moved.body.events[0]).toMatchObject({ outcome: 'appended', shipmentIds: [shipmentId] });
    expect((await read(path, moved.body.position)).body).toMatchObject({
      status: 'IN_TRANSIT',
      liveLocation: { latitude: 51 },
      aboard: [{ from: '2026-03-01T07:00:00.000Z', until: null }],
    });
    expect((await command('/v1/shipments', plan({ identifiers }))).body.type).toBe(problem('identifier-taken'));
    expect((await command(`${path}/load`, { unit: `vehicle:T-${unit}`, at: '2026-03-01T11:00:00Z' })).status).toBe(200);
    expect((await command(`${path}/cancel`)).status).toBe(200);
  });

  it('stays delivered when another one takes its number', async () => {
    const [number, scanned] = [randomUUID(), '2026-03-10T10:00:00Z'];
    const identifiers = [{ scheme: 'tracking-number', value: number }];
    const former = await register({ carrier: 'gls', identifiers });
    await report({ subject: `tracking-number:gls/${number}`, time: scanned, data: { milestone: 'DELIVERED' } });
    const next = await register({ carrier: 'gls', identifiers });
    const { body } = await read(`/v1/shipments/${former.shipmentId}`, next.position);
    expect(body).toMatchObject({ status: 'DELIVERED', deliveredAt: '2026-03-10T10:00:00.000Z' });
    expect((await read(`/v1/shipments/${next.shipmentId}`, next.position)).body).toMatchObject({ status: 'CREATED', deliveredAt: null });
  });
});

it('refuse to have been carried or delivered more than ten minutes from now', async () => {
  const { shipmentId } = await register();
  const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
  const unit = `vehicle:${randomUUID()}`;
  const carry = [`/v1/shipments/${shipmentId}/load`, `/v1/units/device/${randomUUID()}/load`];
  for (const path of carry) {
    expect((await command(path, { unit, at: at(12) })).body).toMatchObject({ status: 400, type: problem('invalid-request') });
    expect((await command(path, { unit, at: at(8) })).status).toBe(200);
    expect((await command(path.replace(/load$/, 'unload'), { unit, at: at(12) })).status).toBe(400);
  }
  expect((await command(`/v1/shipments/${shipmentId}/deliver`, { at: '2127-01-01T00:00:00Z' })).body).toMatchObject({
    status: 400,
    detail: expect.stringContaining('ten minutes ahead'),
  });
});
