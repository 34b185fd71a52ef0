import { randomUUID } from 'node:crypto';
import { type Answer, BATCH, cloudEvent, complaints, STRUCTURED } from '../support/http';
import { coordinator, munich, plan } from './coordinator';

/** What is taken in has bounds, and nothing is changed on the way. */
const client = coordinator();
const { command } = client;
const send = (event: unknown, headers: Record<string, string> = STRUCTURED): Promise<Answer> =>
  client.send('/v1/events', { body: event, headers });
const sendBatch = (events: unknown): Promise<Answer> => send(events, BATCH);

describe('a plan', () => {
  it.each([
    ['a duration of 900 kB', { rules: { noSignalAfter: `P${'1'.repeat(900_000)}D` } }, '/rules/noSignalAfter', '64 characters'],
    ['a duration of 292 million years', { rules: { noSignalAfter: 'P106751991167D' } }, '/rules/noSignalAfter', '3660 days'],
    ['a duration of a day too many', { stops: [{ stopId: '1', place: munich, dwell: 'P3661D' }] }, '/stops/0/dwell', '3660 days'],
    ['a time before the first year', { plannedArrival: '1969-12-31T23:59:59Z' }, '/plannedArrival', '1970 to 2200'],
    ['a time after the last year', { plannedDeparture: '2201-01-01T00:00:00Z' }, '/plannedDeparture', '1970 to 2200'],
    ['a corridor of the width of nothing', { rules: { corridorMetres: 1e-300 } }, '/rules/corridorMetres', 'at least 1'],
    ['too many labels', { labels: Array(100_000).fill(1) }, '/labels', '50 items'],
    ['too many identifiers', { identifiers: Array(100_000).fill(1) }, '/identifiers', '100 items'],
    ['too many stops', { stops: Array(100_000).fill(1) }, '/stops', '200 items'],
    [
      'a route of too many positions',
      { route: { type: 'LineString', coordinates: Array(100_000).fill(1) } },
      '/route/coordinates',
      '10000 items',
    ],
    ['an integer that would be rounded', '{"stops":[{"stopId":9007199254740993}]}', '/stops/0/stopId', 'more digits'],
  ])('refuses %s', async (_, change, pointer, bound) => {
    const answer = await client.send('/v1/shipments', { body: typeof change === 'string' ? change : plan(change) });
    expect([answer.status, answer.body.errors]).toEqual([400, [{ pointer, detail: expect.stringContaining(bound) }]]);
  });

  it('lists the first twenty of many faults, and counts the others', async () => {
    const unknown = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`member${i}`, 1]));
    const { status, body } = await command('/v1/shipments', plan(unknown));
    expect([status, body.errors.length, body.furtherErrors]).toEqual([400, 20, 30]);
  });
});

describe('an event', () => {
  it('keeps its numbers to the last digit, or is refused with their pointer, in every mode', async () => {
    const exact = (n: string, change: object = {}) =>
      JSON.stringify(cloudEvent({ data: { milestone: 'IN_TRANSIT', n: '#' }, ...change })).replace('"#"', n);
    for (const n of ['9007199254740993', '12345678901234567890', '0.12345678901234567890'])
      expect([n, complaints(await send(exact(n)))]).toEqual([n, ['/data/n']]);
    const binary = await send('{"milestone":"IN_TRANSIT","n":[9007199254740993]}', {
      'content-type': 'application/json',
      ...Object.fromEntries(
        ['specversion', 'id', 'source', 'type', 'subject', 'time'].map((name) => [`ce-${name}`, String(cloudEvent()[name])]),
      ),
    });
    expect(complaints(binary)).toEqual(['/data/n/0']);
    const base64 = Buffer.from('{"milestone":"IN_TRANSIT","n":1e400}').toString('base64');
    expect(complaints(await send(cloudEvent({ data: undefined, data_base64: base64 })))).toEqual(['/data/n']);
    const batch = (await sendBatch(`[${exact('1')},${exact('9007199254740993')}]`)).body;
    expect([batch.parked, batch.rejected, batch.events[1].problem.errors[0].pointer]).toEqual([1, 1, '/1/data/n']);
    const id = { id: randomUUID(), subject: `order:${randomUUID()}` };
    expect((await send(exact('9007199254740992', id))).body).toMatchObject({ parked: 1 });
    expect((await send(exact('9007199254740992.0', id))).body).toMatchObject({ duplicates: 1 });
    expect((await send(exact('9007199254740991', id))).status).toBe(409);
  });

  it('takes -1 for a speed and a heading that are not known', async () => {
    const event = { type: 'dev.waybill.position-reported.v1', data: { latitude: 1, longitude: 2, speedKmh: -1, headingDegrees: -1 } };
    expect((await send(cloudEvent(event))).status).toBe(202);
    const other = await send(cloudEvent({ ...event, data: { ...event.data, speedKmh: -0.5, headingDegrees: -2 } }));
    expect(complaints(other)).toEqual(['/data/headingDegrees', '/data/speedKmh']);
  });

  it('has attributes of a length that can be found again, and not too many of them', async () => {
    const long = { id: 'x'.repeat(1_001), subject: `order:${'x'.repeat(1_001)}`, partitionkey: 'x'.repeat(1_001) };
    expect(complaints(await send(cloudEvent(long)))).toEqual(['/id', '/partitionkey', '/subject', '/subject']);
    const many = Object.fromEntries(Array.from({ length: 1_001 }, (_, i) => [`x${i}`, 1]));
    expect((await send(cloudEvent(many))).body).toMatchObject({
      status: 400,
      errors: [{ detail: expect.stringContaining('1000 attributes') }],
    });
  });
});

describe('lists', () => {
  it('end a page before it is too large to be sent, and go on from there', async () => {
    const { shipmentId } = await client.register();
    const container = `container:C${randomUUID()}`.toUpperCase().replace('CONTAINER', 'container');
    const data = { milestone: 'IN_TRANSIT', remark: 'x'.repeat(240_000) };
    const pages = async (path: string, last: string): Promise<{ bytes: number; ids: string[] }[]> => {
      const all = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const { body }: Answer = await client.read(`${path}?limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`, last);
        all.push({ bytes: JSON.stringify(body).length, ids: body.items.map(({ id }: { id: string }) => id) });
        cursor = body.nextCursor;
      }
      return all;
    };
    for (const [subject, path] of [
      [`shipment:${shipmentId}`, `/v1/shipments/${shipmentId}/events`],
      [container, '/v1/parked'],
    ] as const) {
      const sent = Array.from({ length: 40 }, () => cloudEvent({ subject, data }));
      let last = '';
      for (let at = 0; at < sent.length; at += 4) last = (await sendBatch(sent.slice(at, at + 4))).body.position;
      const read = await pages(path, last);
      const ids = read.flatMap((page) => page.ids);
      expect(sent.filter(({ id }) => ids.filter((one) => one === id).length !== 1)).toEqual([]);
      expect(read.length).toBe(2);
      expect(Math.max(...read.map(({ bytes }) => bytes))).toBeLessThan(8_001_000);
    }
  });
});
