import { randomUUID } from 'node:crypto';
import { coordinator } from './coordinator';

/** Sites: registered, changed and retired, and what is refused. */
const { send, command, read, remove } = coordinator();

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
