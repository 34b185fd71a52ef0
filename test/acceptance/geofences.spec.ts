import { coordinator } from './coordinator';

/** Geofences: defined, redrawn and retired with effect from a time on, and what is refused. */
const { send, command, read } = coordinator();

const ring = [
  [9.9, 53.5],
  [9.95, 53.5],
  [9.95, 53.53],
  [9.9, 53.53],
  [9.9, 53.5],
];
const polygon = { type: 'Polygon', coordinates: [ring] };
const circle = { type: 'Circle', centre: { latitude: 53.5, longitude: 9.9 }, radiusMetres: 400 };
const yard = (change: object = {}) => ({ name: 'Yard', geometry: polygon, rule: 'no-exit', ...change });
const put = (id: string, body: object, headers = {}) => send(`/v1/geofences/${id}`, { method: 'PUT', body, headers });
const retire = (id: string, query = '') => send(`/v1/geofences/${id}${query}`, { method: 'DELETE' });

async function define(change: object = {}, headers: Record<string, string> = {}): Promise<{ id: string; position: string }> {
  const answer = await command('/v1/geofences', yard(change), headers);
  expect([answer.status, answer.headers.get('location')]).toEqual([201, `/v1/geofences/${answer.body.id}`]);
  return answer.body;
}

describe('a geofence', () => {
  it('is defined, and read as it was given', async () => {
    const schedule = { timeZone: 'Europe/Berlin', hours: [{ days: ['SA', 'SU'], from: '00:00', to: '24:00' }] };
    const terms = yard({ appliesTo: { labels: ['cold'] }, confirm: { fixes: 3, seconds: 300 }, schedule });
    const { id, position } = await define(terms);
    const { status, body } = await read(`/v1/geofences/${id}`, position);
    expect(status).toBe(200);
    expect(body).toMatchObject({ id, state: 'active', revision: 0, effectiveUntil: null, ...terms, versions: [{ revision: 0, ...terms }] });
    expect(BigInt(body.asOfPosition)).toBeGreaterThanOrEqual(BigInt(position));
  });

  it('is the same one when its definition is sent again', async () => {
    const headers = { 'idempotency-key': 'yard-1' };
    const first = await define({}, headers);
    expect((await define({}, headers)).id).toBe(first.id);
    const other = await command('/v1/geofences', yard({ name: 'Other' }), headers);
    expect([other.status, other.body.type]).toEqual([409, expect.stringMatching(/idempotency-key-reused$/)]);
  });

  it('has versions: past, current and planned; the last word holds from its time on', async () => {
    const { id } = await define({ effectiveFrom: '2020-01-01T00:00:00Z' });
    await put(id, yard({ name: 'Planned', effectiveFrom: '2199-01-01T00:00:00Z' }));
    const now = await put(id, yard({ name: 'Circle', geometry: circle, effectiveFrom: '2021-01-01T00:00:00+01:00' }));
    const current = (await read(`/v1/geofences/${id}`, now.body.position)).body;
    expect(current).toMatchObject({ state: 'active', name: 'Circle', geometry: circle, revision: 2 });
    const times = ({ effectiveFrom, effectiveUntil }: Record<string, string>) => [effectiveFrom, effectiveUntil];
    expect(current.versions.map(times)).toEqual([
      ['2020-01-01T00:00:00.000Z', '2020-12-31T23:00:00.000Z'],
      ['2199-01-01T00:00:00.000Z', '2199-01-01T00:00:00.000Z'],
      ['2020-12-31T23:00:00.000Z', null],
    ]);
    const firstPage = (await send(`/v1/geofences/${id}/versions?limit=2`)).body;
    const secondPage = (await send(`/v1/geofences/${id}/versions?limit=2&cursor=${firstPage.nextCursor}`)).body;
    expect([...firstPage.items, ...secondPage.items]).toEqual(current.versions);
    expect([current.nextVersions, secondPage.nextCursor]).toEqual([null, null]);
    const again = await put(id, yard({ name: 'Circle', geometry: circle }));
    expect((await read(`/v1/geofences/${id}`, again.body.position)).body.versions).toHaveLength(3);

    const planned = await retire(id, '?effectiveFrom=2198-01-01T00:00:00Z');
    expect((await read(`/v1/geofences/${id}`, planned.body.position)).body).toMatchObject({
      state: 'active',
      effectiveUntil: '2198-01-01T00:00:00.000Z',
    });
    const retired = await retire(id);
    expect((await read(`/v1/geofences/${id}`, retired.body.position)).body).toMatchObject({ state: 'retired', name: 'Circle' });
    expect((await retire(id)).status).toBe(200);
  });

  it('is listed by name, in pages', async () => {
    const names = ['Aa 3', 'Aa 1', 'Aa 2'];
    const made = [];
    for (const name of names) made.push(await define({ name, effectiveFrom: '2199-01-01T00:00:00Z' }));
    const first = (await read('/v1/geofences?limit=2', made[2]?.position as string)).body;
    expect(first.items.map(({ name, state }: Record<string, string>) => [name, state])).toEqual([
      ['Aa 1', 'planned'],
      ['Aa 2', 'planned'],
    ]);
    const second = (await send(`/v1/geofences?limit=2&cursor=${first.nextCursor}`)).body;
    expect(second.items[0].name).toBe('Aa 3');
    expect((await send('/v1/geofences?cursor=x')).status).toBe(400);
  });

  it('is refused with everything that is wrong with it', async () => {
    const bowTie = [ring[0], ring[1], ring[3], ring[2], ring[0]];
    const crossed = await command('/v1/geofences', yard({ geometry: { type: 'Polygon', coordinates: [bowTie, ring.slice(0, 4)] } }));
    expect(crossed.status).toBe(400);
    expect(crossed.body.errors).toEqual([
      { pointer: '/geometry/coordinates/0', detail: expect.stringContaining('cross itself') },
      { pointer: '/geometry/coordinates/1', detail: expect.stringContaining('closed') },
    ]);
    const shape = { geometry: { ...circle, radiusMetres: 5, centre: { latitude: 91, longitude: 0 } }, rule: 'maybe', colour: 'red' };
    const schedule = { timeZone: 'Europe/Atlantis', hours: [{ days: ['SU'], from: '25:00', to: '06:00' }] };
    const listed = await command('/v1/geofences', yard({ ...shape, schedule }));
    expect(listed.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
      '/colour',
      '/geometry/centre/latitude',
      '/geometry/radiusMetres',
      '/rule',
      '/schedule/hours/0/from',
      '/schedule/timeZone',
    ]);
    const due = await command('/v1/geofences', yard({ rule: 'must-be-inside' }));
    expect(due.body.errors).toEqual([{ pointer: '/by', detail: expect.stringContaining('required') }]);
  });

  it.each([
    ['no ring', { geometry: { type: 'Polygon', coordinates: [] } }, '/geometry/coordinates'],
    ['no polygon', { geometry: { type: 'MultiPolygon', coordinates: [] } }, '/geometry/coordinates'],
    ['an empty ring', { geometry: { type: 'Polygon', coordinates: [[]] } }, '/geometry/coordinates/0'],
    ['a position of one', { geometry: { type: 'Polygon', coordinates: [[[1]]] } }, '/geometry/coordinates/0/0'],
    ['a position of four', { geometry: { type: 'Polygon', coordinates: [[[1, 2, 3, 4]]] } }, '/geometry/coordinates/0/0'],
    ['a position of 200,000', { geometry: { type: 'Polygon', coordinates: [[Array(200_000).fill(1)]] } }, '/geometry/coordinates/0/0'],
    ['150,000 positions', { geometry: { type: 'Polygon', coordinates: [Array(150_000).fill(['x'])] } }, '/geometry/coordinates'],
    [
      '300,000 empty rings',
      { geometry: { type: 'MultiPolygon', coordinates: Array(1_000).fill(Array(300).fill([])) } },
      '/geometry/coordinates',
    ],
    ['too many hours', { schedule: { timeZone: 'UTC', hours: Array(30_000).fill({}) } }, '/schedule/hours'],
    [
      'too many days',
      { schedule: { timeZone: 'UTC', hours: [{ days: Array(9_000).fill('X'), from: '00:00', to: '24:00' }] } },
      '/schedule/hours/0/days',
    ],
    ['too many members', { appliesTo: { labels: Array(200_000).fill(1) } }, '/appliesTo/labels'],
    ['effect before the first year', { effectiveFrom: '0001-01-01T00:00:00Z' }, '/effectiveFrom'],
    ['effect after the last year', { effectiveFrom: '2201-01-01T00:00:00Z' }, '/effectiveFrom'],
  ])('with %s is refused there, once, before it is looked at', async (_, change, pointer) => {
    const answer = await command('/v1/geofences', yard(change));
    expect([answer.status, answer.body.errors.map((fault: { pointer: string }) => fault.pointer)]).toEqual([400, [pointer]]);
  });

  it('is not found when there is none', async () => {
    const answers = [await put('none', yard()), await retire('none'), await send('/v1/geofences/none')];
    expect(answers.map(({ status, body }) => [status, body.type.split('/').pop()])).toEqual(Array(3).fill([404, 'geofence-not-found']));
  });
});
