import { randomUUID } from 'node:crypto';
import { type Answer, cloudEvent, complaints, problem, STRUCTURED } from '../support/http';
import { coordinator } from './coordinator';
import { searchByPlaceSpecs } from './search-by-place';

/** Lists, positions of the log and processors, as a coordinator's software reads them. */
const door = coordinator();
const { send, command, read, register, report, position } = door;

/** Asks for a position that the log never reaches, at once: the answer takes as long as the API lets a caller wait. */
let overdue: Promise<{ readonly answer: Answer; readonly tookMs: number }>;
beforeAll(() => {
  const start = performance.now();
  overdue = send('/v1/shipments?minPosition=9000000000000000000').then((answer) => ({ answer, tookMs: performance.now() - start }));
  // Whether it succeeds is the business of the test that awaits it.
  overdue.catch(() => undefined);
});

describe('lists', () => {
  it('of shipments are filtered, sorted and paged', async () => {
    const carrier = `c${Date.now()}`;
    const made = [];
    for (let i = 0; i < 5; i++)
      made.push(await register({ carrier, shipmentId: `L${i}-${carrier}`, plannedArrival: `2026-03-0${i + 1}T00:00:00Z` }));
    const last = made.at(-1)?.position as string;
    const list = await read(`/v1/shipments?carrier=${carrier}&sort=shipmentId&limit=2`, last);
    expect(list.body.items.map(({ shipmentId }: { shipmentId: string }) => shipmentId)).toEqual([`L0-${carrier}`, `L1-${carrier}`]);
    const rest = await send(
      `/v1/shipments?carrier=${carrier}&sort=shipmentId&limit=200&cursor=${encodeURIComponent(list.body.nextCursor)}`,
    );
    expect([rest.body.items.length, rest.body.nextCursor]).toEqual([3, null]);
    const count = async (query: string) => (await send(`/v1/shipments?carrier=${carrier}&${query}`)).body.items.length;
    expect(await count('status=CREATED,DELIVERED')).toBe(5);
    expect(await count('status=DELIVERED')).toBe(0);
    expect(await count(`q=l3-${carrier}`)).toBe(1);
    expect(await count('updatedSince=2030-01-01T00:00:00Z')).toBe(0);
    expect(await count('q=%25')).toBe(0);
  });

  it('find names and references as people write them', async () => {
    const mark = Math.random().toString(36).slice(2, 8);
    const plans: Record<string, object> = {
      umlaut: { reference: `Über-77 ${mark}`, carrier: `Früh&Spät${mark}` },
      cyrillic: { reference: `Кириллица ${mark}` },
      sharp: { reference: `Straße 5 ${mark}` },
      box: { identifiers: [{ scheme: 'container', value: `MSKU 907032 2 ${mark}` }] },
      parcel: { carrier: `gls-${mark}`, identifiers: [{ scheme: 'tracking-number', value: `4711 ${mark}` }] },
      order: { identifiers: [{ scheme: 'order', value: `PO–${mark}-a` }] },
    };
    const ids: Record<string, string> = {};
    let last = '';
    for (const [name, change] of Object.entries(plans)) {
      const { shipmentId, position } = await register(change);
      [ids[shipmentId], last] = [name, position];
    }
    await read('/v1/shipments', last);
    const found = async (query: Record<string, string>) => {
      const { body } = await send(`/v1/shipments?limit=200&${new URLSearchParams(query)}`);
      return body.items.flatMap(({ shipmentId }: { shipmentId: string }) => ids[shipmentId] ?? []);
    };
    const searches: [string, string[]][] = [
      ['umlaut', [`über-77 ${mark}`, `ÜBER 77${mark}`, `Über77 ${mark.toUpperCase()}`.normalize('NFD'), `ü b e r-77-${mark}`, 'Üb']],
      ['cyrillic', [`КИРИЛЛИЦА ${mark}`, `кирил`]],
      ['sharp', [`STRASSE 5 ${mark}`, `straße5-${mark}`, 'strasse 5']],
      ['box', [`MSKU9070322${mark}`, `msku-907032-2 ${mark}`, `MSKU 907032 2`]],
      ['parcel', [`4711${mark}`, `GLS${mark}/4711 ${mark}`, `gls-${mark}/47-11`]],
      ['order', [`po-${mark}-A`, `PO ${mark}a`]],
    ];
    for (const [name, all] of searches) for (const q of all) expect([q, await found({ q })]).toEqual([q, [name]]);
    for (const q of ['-', ' ', `77 ${mark}`]) expect([q, await found({ q })]).toEqual([q, []]);
    for (const carrier of [`FRÜH&SPÄT${mark}`, `früh&spät${mark}`.normalize('NFD')]) expect(await found({ carrier })).toEqual(['umlaut']);
    expect(await found({ carrier: `GLS${mark}` })).toEqual(['parcel']);
    for (const value of [`msku-907032-2-${mark}`, `MSKU9070322${mark}`])
      expect((await send(`/v1/units/container/${value}`)).body).toMatchObject({ value: `MSKU9070322${mark.toUpperCase()}` });
    expect((await send(`/v1/units/order/po ${mark}A`)).body).toMatchObject({ value: `PO–${mark}-a`, holders: [{ how: 'assigned' }] });
  });

  searchByPlaceSpecs(door);

  it.each([
    ['limit=201', 'limit'],
    ['limit=0', 'limit'],
    ['limit=x', 'limit'],
    ['status=BROKEN', 'status'],
    ['bbox=1,2,3', 'bbox'],
    ['bbox=1,2,3,0x4', 'bbox'],
    ['bbox=1,2,3,', 'bbox'],
    ['bbox=1,2,3,1e400', 'bbox'],
    ['bbox=1,2,3,1e2', 'bbox'],
    ['etaBefore=2201-01-01T00:00:00Z', 'etaBefore'],
    ['updatedSince=0000-01-01T00:00:00Z', 'updatedSince'],
    [`q=${'x'.repeat(201)}`, 'q'],
    [`status=${'x,'.repeat(501)}`, 'status'],
    ['bbox=0,50,10,40', 'bbox'],
    ['sort=status;drop table', 'sort'],
    ['late=yes', 'late'],
    ['etaBefore=2026', 'etaBefore'],
    ['carier=dhl', 'carier'],
    ['a[__proto__][x]=1', 'a[__proto__][x]'],
  ])('refuse ?%s', async (query, parameter) => {
    const answer = await send(`/v1/shipments?${query}`);
    expect([answer.status, complaints(answer)]).toEqual([400, [parameter]]);
  });

  it.each([
    ['/v1/shipments?', '-updatedAt', 'time text'],
    ['/v1/shipments?sort=shipmentId&', 'shipmentId', 'text text'],
    ['/v1/shipments?sort=plannedArrival&', 'plannedArrival', 'time text'],
    ['/v1/shipments/<id>/timeline?', 'timeline', 'time int position'],
    ['/v1/shipments/<id>/positions?', 'positions', 'time uuid'],
    ['/v1/shipments/<id>/events?', 'events', 'time time time time'],
    ['/v1/exceptions?', 'exceptions', 'time text'],
    ['/v1/geofences?', 'geofences', 'text text'],
    ['/v1/sites?', 'sites', 'text text'],
    ['/v1/parked?', 'parked', 'time uuid'],
    ['/v1/dead-letters?', 'dead letters', 'text int text position'],
    ['/v1/api-keys?', 'api-keys', 'text text'],
  ])('%s refuse a cursor that they have not given out, and say what to do', async (path, order, kinds) => {
    const { shipmentId, position: last } = await register();
    await read(`/v1/shipments/${shipmentId}`, last);
    const good: Record<string, unknown> = { time: 1, text: 'a', int: 1, uuid: randomUUID(), position: '1' };
    const bad: Record<string, unknown[]> = {
      time: [1e300, 1.5, 'now'],
      text: ['\0', 7],
      int: [2 ** 31, -(2 ** 40), 0.5],
      uuid: ['x', '00000000'],
      position: ['x', '9223372036854775808', '-1'],
    };
    const parts = kinds.split(' ').map((kind) => good[kind]);
    const handmade = (key: unknown[]) => Buffer.from(JSON.stringify([order, ...key])).toString('base64url');
    const spoiled = kinds.split(' ').flatMap((kind, i) => (bad[kind] as unknown[]).map((part) => handmade(parts.with(i, part))));
    const ask = (cursor: string) => send(`${path.replace('<id>', shipmentId)}cursor=${encodeURIComponent(cursor)}`);
    expect((await ask(handmade(parts))).status).toBe(200);
    for (const cursor of ['nonsense', '', "' or 1=1", handmade([]), handmade([...parts, 1]), `${handmade(parts)}!`, ...spoiled]) {
      const answer = await ask(cursor);
      expect([cursor, answer.status, answer.body.type]).toEqual([cursor, 400, problem('invalid-cursor')]);
      expect([complaints(answer), answer.body.detail]).toEqual([['cursor'], expect.stringContaining('nextCursor')]);
    }
  });

  it('find what is on the antimeridian from both sides, whichever of its two names was sent', async () => {
    const east = await register();
    const west = await register();
    await position(`shipment:${east.shipmentId}`, '2026-03-01T10:00:00Z', 1, 180);
    const last = (await position(`shipment:${west.shipmentId}`, '2026-03-01T10:00:00Z', 1, -180)).body.position;
    const both = [east.shipmentId, west.shipmentId].sort();
    const found = async (bbox: string) =>
      (await read(`/v1/shipments?bbox=${bbox}`, last)).body.items.map(({ shipmentId }: Record<string, string>) => shipmentId).sort();
    for (const bbox of ['170,0,180,2', '-180,0,-170,2', '179,0,-179,2', '180,0,-180,2', '180,0,180,2', '-1.8e2,0,+1.8E2,2e0'])
      expect([bbox, await found(bbox)]).toEqual([bbox, both]);
    for (const bbox of ['-0.12823104858398438,1e-7,2E1,3', '-179.9,0,179.9,2']) expect([bbox, await found(bbox)]).toEqual([bbox, []]);
  });

  it('of parked reports show what waits for a name', async () => {
    const event = cloudEvent({ subject: `container:${randomUUID()}` });
    const { body } = await send('/v1/events', { body: event, headers: STRUCTURED });
    const parked = await read('/v1/parked?limit=200', body.position);
    expect(parked.body.items).toContainEqual(
      expect.objectContaining({
        id: event.id,
        source: event.source,
        subject: (event.subject as string).toUpperCase().replace('CONTAINER', 'container'),
      }),
    );
  });

  it('of a consignment fold its pieces', async () => {
    const consignmentId = `C/${randomUUID()}`;
    const [a, b] = [await register({ consignmentId }), await register({ consignmentId })];
    await command(`/v1/shipments/${a.shipmentId}/deliver`, { at: '2026-03-02T10:00:00Z' });
    const path = `/v1/consignments/${encodeURIComponent(consignmentId)}`;
    const second = await command(`/v1/shipments/${b.shipmentId}/deliver`, { at: '2026-03-03T10:00:00Z' });
    const whole = await read(path, second.body.position);
    expect(whole.body).toMatchObject({ consignmentId, status: 'DELIVERED', deliveredAt: '2026-03-03T10:00:00.000Z' });
    expect(whole.body.shipments).toHaveLength(2);
    const c = await register({ consignmentId });
    expect((await read(path, c.position)).body).toMatchObject({ status: 'PARTIAL', deliveredAt: null });
    const cancelled = await command(`/v1/shipments/${c.shipmentId}/cancel`);
    expect((await read(path, cancelled.body.position)).body).toMatchObject({
      status: 'DELIVERED',
      deliveredAt: '2026-03-03T10:00:00.000Z',
    });
    expect((await send('/v1/consignments/none')).status).toBe(404);
  });
});

describe('the map', () => {
  const carrier = `map-${Date.now()}`;
  const at = (hour: number) => `2026-03-01T${String(hour).padStart(2, '0')}:00:00Z`;
  let moving: string;
  let last: string;
  const shown = async (query: string) =>
    (await read(`/v1/map?carrier=${carrier}&${query}`, last)).body.points.map(
      ({ shipmentId, latitude, phase }: Record<string, unknown>) => `${shipmentId === moving ? 'moving' : 'done'} ${latitude} ${phase}`,
    );

  beforeAll(async () => {
    const [one, two] = [await register({ carrier }), await register({ carrier })];
    moving = one.shipmentId;
    const scan = (shipmentId: string, hour: number, milestone: string) =>
      report({ subject: `shipment:${shipmentId}`, time: at(hour), data: { milestone } });
    await scan(two.shipmentId, 8, 'PICKED_UP');
    await scan(two.shipmentId, 12, 'DELIVERED');
    for (const hour of [9, 10, 11]) await position(`shipment:${two.shipmentId}`, at(hour), 40 + hour);
    await position(`shipment:${one.shipmentId}`, at(14), 0, 0);
    // Told out of order: the earliest fix comes last.
    for (const hour of [13, 10]) await position(`shipment:${one.shipmentId}`, at(hour), 60 + hour / 100);
    last = (await scan(one.shipmentId, 11, 'PICKED_UP')).body.position;
  });

  it('shows where each was at a time, and what it then was', async () => {
    expect(await shown('')).toEqual(['moving 60.13 moving']);
    expect((await shown(`at=${at(7)}`)).sort()).toEqual([]);
    expect((await shown(`at=${at(9)}`)).sort()).toEqual(['done 49 moving']);
    expect((await shown(`at=${at(10)}`)).sort()).toEqual(['done 50 moving', 'moving 60.1 planned']);
    expect((await shown(`at=${at(12)}`)).sort()).toEqual(['done 51 done', 'moving 60.1 moving']);
    expect(await shown(`at=${at(15)}`)).toEqual(['moving 60.13 moving']);
  });

  it('filters what was then', async () => {
    expect(await shown(`at=${at(10)}&status=PICKED_UP`)).toEqual(['done 50 moving']);
    expect(await shown(`at=${at(10)}&status=CREATED`)).toEqual(['moving 60.1 planned']);
    expect(await shown(`at=${at(10)}&bbox=9,55,11,65`)).toEqual(['moving 60.1 planned']);
    expect(await shown(`at=${at(10)}&q=${moving.toLowerCase()}`)).toEqual(['moving 60.1 planned']);
    expect(await shown(`at=${at(10)}&exception=no-movement`)).toEqual([]);
    expect(await shown(`at=${at(10)}&late=false`)).toHaveLength(2);
  });

  it.each([
    ['at=yesterday', 'at'],
    [`at=2026-03-01T00:00:00Z&updatedSince=2026-03-01T00:00:00Z`, 'updatedSince'],
    ['zoom=23', 'zoom'],
  ])('refuses ?%s', async (query, parameter) => {
    const answer = await send(`/v1/map?${query}`);
    expect([answer.status, complaints(answer)]).toEqual([400, [parameter]]);
  });

  it('is answered with less where it is as before', async () => {
    const first = await send(`/v1/map?carrier=${carrier}&at=${at(10)}`);
    const again = await send(`/v1/map?carrier=${carrier}&at=${at(10)}`, {
      headers: { 'if-none-match': first.headers.get('etag') as string },
    });
    expect([first.status, again.status]).toEqual([200, 304]);
  });
});

describe('positions of the log', () => {
  it.each(['abc', '-1', '1.5', '0x10', '99999999999999999999', ''])('%j is none', async (text) => {
    const answer = await send(`/v1/shipments?minPosition=${text}`);
    expect([answer.status, answer.body.type]).toEqual([400, problem('invalid-position')]);
  });

  it('that the log has not reached is answered as such by the stream itself, too', async () => {
    const { shipmentId } = await register();
    const answer = await send(`/v1/shipments/${shipmentId}/events?minPosition=9000000000000000000`);
    expect([answer.status, answer.body.type]).toEqual([504, problem('read-model-behind')]);
  });

  it('are settled in the stream of a shipment once reactors have appended to it', async () => {
    const value = randomUUID();
    const parked = cloudEvent({ subject: `booking:${value}` });
    await send('/v1/events', { body: parked, headers: STRUCTURED });
    const { shipmentId, position: registered } = await register({ identifiers: [{ scheme: 'booking', value }] });
    const { body } = await read(`/v1/shipments/${shipmentId}/events`, registered);
    expect(body.items).toContainEqual(expect.objectContaining({ id: parked.id }));
  });
});

describe('processors', () => {
  it('say how far they are behind the true head', async () => {
    const { position: last } = await register();
    await read('/v1/shipments', last);
    const { body } = await read('/v1/processors', last);
    expect((await send('/v1/processors?minPosition=x')).status).toBe(400);
    const names = new Set(body.items.map(({ processor }: { processor: string }) => processor));
    expect([...names]).toEqual(expect.arrayContaining(['shipments', 'identifiers', 'attribution']));
    for (const item of body.items) {
      expect(item).toMatchObject({ partition: expect.any(Number), head: expect.stringMatching(/^\d+$/), lagEvents: expect.any(Number) });
    }
    expect(body.items.filter(({ lagEvents }: { lagEvents: number }) => lagEvents > 0)).toEqual([]);
  });
});

it('waits for a position that is never reached, and answers after ten seconds', async () => {
  const { answer, tookMs } = await overdue;
  expect([answer.status, answer.body.type]).toEqual([504, problem('read-model-behind')]);
  expect(tookMs).toBeGreaterThan(9_000);
});
