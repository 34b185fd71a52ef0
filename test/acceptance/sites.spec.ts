import { randomUUID } from 'node:crypto';
import { coordinator } from './coordinator';

/** Sites: registered, changed and retired, what is refused, and what comes to them. */
const { send, command, read, remove, register, report, position } = coordinator();

const ring = [
  [9.9, 53.5],
  [9.95, 53.5],
  [9.95, 53.53],
  [9.9, 53.53],
  [9.9, 53.5],
];
const openingHours = { timeZone: 'Europe/Berlin', hours: [{ days: ['MO', 'FR'], from: '06:00', to: '22:00' }] };
const depot = (change: object = {}) => ({
  name: 'Depot',
  latitude: 53.51,
  longitude: 9.92,
  radiusMetres: 400,
  leadTime: 'PT1H',
  ...change,
});
const yard = { radiusMetres: undefined, geometry: { type: 'Polygon', coordinates: [ring] } };
const put = (siteId: string, body: object) => send(`/v1/sites/${siteId}`, { method: 'PUT', body });
const kind = ({ status, body }: { status: number; body: { type: string } }) => [status, body.type.split('/').pop()];

async function registered(change: object = {}, headers: Record<string, string> = {}): Promise<{ siteId: string; position: string }> {
  const answer = await command('/v1/sites', depot(change), headers);
  expect([answer.status, answer.headers.get('location')]).toEqual([201, `/v1/sites/${answer.body.siteId}`]);
  return answer.body;
}

describe('a site', () => {
  it('is registered under the id that its caller gives it, changed, retired, and registered again', async () => {
    const siteId = `DOCK-${randomUUID()}`;
    const { position } = await registered({ siteId });
    const { body } = await read(`/v1/sites/${siteId}`, position);
    expect(body).toEqual({ siteId, ...depot(), retired: false, revision: 0, asOfPosition: expect.any(String) });

    const changed = await put(siteId, depot({ ...yard, openingHours, leadTime: 'PT2H' }));
    const { radiusMetres: _, ...drawn } = depot({ ...yard, openingHours, leadTime: 'PT2H' });
    expect((await read(`/v1/sites/${siteId}`, changed.body.position)).body).toMatchObject({ ...drawn, revision: 1 });
    expect((await put(siteId, depot({ ...yard, openingHours, leadTime: 'PT2H' }))).status).toBe(200);

    expect(kind(await command('/v1/sites', depot({ siteId })))).toEqual([409, 'site-exists']);
    const retired = await remove(`/v1/sites/${siteId}`);
    expect((await read(`/v1/sites/${siteId}`, retired.body.position)).body).toMatchObject({ ...drawn, retired: true, revision: 2 });
    expect((await remove(`/v1/sites/${siteId}`)).status).toBe(200);
    expect(kind(await put(siteId, depot()))).toEqual([410, 'site-retired']);
    const again = await registered({ siteId });
    expect((await read(`/v1/sites/${siteId}`, again.position)).body).toMatchObject({ ...depot(), retired: false, revision: 3 });
  });

  it('is the same one when its registration is sent again', async () => {
    const headers = { 'idempotency-key': 'depot-1' };
    const { siteId } = await registered({}, headers);
    expect((await registered({}, headers)).siteId).toBe(siteId);
    expect((await registered({ siteId })).siteId).toBe(siteId);
    expect(kind(await command('/v1/sites', depot({ name: 'Other' }), headers))).toEqual([409, 'idempotency-key-reused']);
  });

  it('is listed by name, in pages', async () => {
    const made = [];
    for (const name of ['Aa 3', 'Aa 1', 'Aa 2']) made.push(await registered({ name }));
    const first = (await read('/v1/sites?limit=2', made[2]?.position as string)).body;
    const second = (await send(`/v1/sites?limit=2&cursor=${first.nextCursor}`)).body;
    expect([...first.items, ...second.items].slice(0, 3).map(({ name }) => name)).toEqual(['Aa 1', 'Aa 2', 'Aa 3']);
  });

  it.each([
    [
      'nothing of what it needs',
      { name: undefined, latitude: 91, leadTime: 'soon', colour: 'red' },
      ['/colour', '/latitude', '/leadTime', '/name'],
    ],
    ['no area', { radiusMetres: undefined }, ['/radiusMetres']],
    ['two areas', { geometry: yard.geometry }, ['/radiusMetres']],
    ['an area over a pole', { latitude: 89.999, radiusMetres: 5_000 }, ['/radiusMetres']],
    ['a ring that is open', { ...yard, geometry: { type: 'Polygon', coordinates: [ring.slice(0, 4)] } }, ['/geometry/coordinates/0']],
    ['a circle as geometry', { ...yard, geometry: { type: 'Circle' } }, ['/geometry/type']],
    ['hours of no zone', { openingHours: { ...openingHours, timeZone: 'Europe/Atlantis' } }, ['/openingHours/timeZone']],
    ['an id that is no name', { siteId: 'a/b' }, ['/siteId']],
  ])('with %s is refused with all that is wrong', async (_, change, pointers) => {
    const answer = await command('/v1/sites', depot(change));
    expect([answer.status, answer.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()]).toEqual([400, pointers]);
  });

  it('is not found when there is none', async () => {
    const answers = [await put('none', depot()), await remove('/v1/sites/none'), await send('/v1/sites/none')];
    expect(answers.map(kind)).toEqual(Array(3).fill([404, 'site-not-found']));
  });
});

describe('what comes to a site', () => {
  const MINUTE = 60_000;
  const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * MINUTE).toISOString();
  /** Far from the sites above. */
  const place = { latitude: 47.42, longitude: 9.37 };
  const origin = { name: 'Zurich', latitude: 47.38, longitude: 8.54 };
  const siteId = `GALLEN-${randomUUID()}`;
  const underWay = (subject: string) =>
    report({ type: 'dev.waybill.item-scanned.v1', subject, time: inMinutes(-1), data: { milestone: 'IN_TRANSIT' } });
  const planned = async (minutes: number, change: object = {}): Promise<string> => {
    const plan = { origin, destination: place, mode: 'road', plannedDeparture: inMinutes(-1), plannedArrival: inMinutes(minutes) };
    const { shipmentId } = await register({ ...plan, ...change });
    await underWay(`shipment:${shipmentId}`);
    return shipmentId;
  };
  // biome-ignore lint/suspicious/noExplicitAny: lines as a caller sees them
  const inbound = async (query = ''): Promise<any> => (await send(`/v1/sites/${siteId}/inbound?settled=true${query}`)).body;
  const states = ({ items }: { items: { shipmentIds: string[]; state: string }[] }) =>
    items.map(({ shipmentIds: [first], state }) => [first, state]);
  let soon: string;
  let here: string;
  let later: string;
  let pieces: string[];

  it('is listed in the order in which it comes, with what is announced and what is there', async () => {
    await registered({ siteId, ...place, radiusMetres: 500, openingHours: undefined });
    later = await planned(600, { reference: 'LATER', carrier: 'alpen' });
    soon = await planned(40, { identifiers: [{ scheme: 'vehicle', value: `V-${siteId}` }] });
    here = await planned(20);
    for (const minutes of [12, 9, 6, 3, 1]) await position(`shipment:${here}`, inMinutes(-minutes), place.latitude, place.longitude);
    const elsewhere = await planned(30, { destination: { latitude: 47.5, longitude: 9.37 } });
    const body = await inbound();
    expect(states(body)).toEqual([
      [here, 'here'],
      [soon, 'arriving-soon'],
      [later, 'expected'],
    ]);
    expect(JSON.stringify(body)).not.toContain(elsewhere);
    expect(body.items[1]).toMatchObject({
      lineId: `shipment:${soon}`,
      siteId,
      vehicle: `vehicle:V-${siteId}`,
      origin: 'Zurich',
      late: false,
    });
    expect(body.items[2]).toMatchObject({ reference: 'LATER', carrier: 'alpen', outsideHours: false, pieces: { expected: 1, here: 0 } });
    expect(Date.parse(body.items[1].p50)).toBeLessThan(Date.now() + 60 * MINUTE);
  });

  it('is on the timeline of the shipment, and among its events', async () => {
    const { items } = (await send(`/v1/shipments/${soon}/timeline`)).body;
    expect(items.find(({ kind }: { kind: string }) => kind === 'arriving-soon')).toMatchObject({
      siteId,
      location: { name: 'Depot' },
      expected: expect.any(String),
    });
    const events = (await send(`/v1/shipments/${here}/events`)).body.items.map(({ type }: { type: string }) => type);
    expect(events).toEqual(expect.arrayContaining(['dev.waybill.destination-bound.v1', 'dev.waybill.arrived-at-site.v1']));
  });

  it('is one line for the pieces of a consignment', async () => {
    const consignmentId = `K-${siteId}`;
    pieces = [await planned(300, { consignmentId }), await planned(320, { consignmentId })];
    await inbound();
    await command(`/v1/shipments/${pieces[1]}/deliver`);
    const [, , line, ...others] = (await inbound()).items;
    expect(line).toMatchObject({
      lineId: `consignment:${consignmentId}`,
      consignmentId,
      shipmentIds: pieces,
      state: 'expected',
      pieces: { expected: 1, done: 1 },
    });
    expect(others).toHaveLength(1);
  });

  it('is asked for by time, and in pages', async () => {
    expect(states(await inbound(`&from=${inMinutes(200)}&to=${inMinutes(400)}`))).toEqual([[pieces[0], 'expected']]);
    const first = await inbound('&limit=3');
    const second = await inbound(`&limit=3&cursor=${first.nextCursor}`);
    expect([...states(first), ...states(second)]).toEqual(states(await inbound()));
    expect([first.items.length, second.items.length, second.nextCursor]).toEqual([3, 1, null]);
    expect((await send(`/v1/sites/${siteId}/inbound?cursor=x`)).status).toBe(400);
    expect(kind(await send('/v1/sites/none/inbound'))).toEqual([404, 'site-not-found']);
  });

  it('is found among all shipments by when it is expected', async () => {
    const { items } = await inbound();
    const p50 = items.find(({ shipmentIds }: { shipmentIds: string[] }) => shipmentIds.includes(later)).p50;
    const found = async (query: string): Promise<string[]> =>
      (await send(`/v1/shipments?site=${siteId}&${query}`)).body.items.map(({ shipmentId }: { shipmentId: string }) => shipmentId).sort();
    expect(await found(`etaAfter=${p50}`)).toEqual([later]);
    // Neither what is there nor what was delivered is expected any more.
    expect(await found(`etaBefore=${p50}`)).toEqual([soon, pieces[0]].sort());
    expect(await found(`etaAfter=${inMinutes(200)}&etaBefore=${inMinutes(400)}`)).toEqual([pieces[0]]);
    expect(await found(`etaBefore=${inMinutes(-60)}`)).toEqual([]);
  });

  it('leaves the list when it is cancelled, is done when it is delivered, and goes with the site', async () => {
    await command(`/v1/shipments/${soon}/cancel`);
    await command(`/v1/shipments/${here}/deliver`);
    expect(states(await inbound())).toEqual([
      [here, 'done'],
      [pieces[0], 'expected'],
      [later, 'expected'],
    ]);
    const { items } = (await send(`/v1/shipments/${soon}/timeline`)).body;
    expect(items.at(-1)).toMatchObject({ kind: 'arrival-withdrawn', reason: 'not-coming' });
    await put(siteId, depot({ ...place, latitude: 47.6, radiusMetres: 500 }));
    expect(states(await inbound())).toEqual([
      [here, 'done'],
      [pieces[1], 'done'],
    ]);
  });
});
