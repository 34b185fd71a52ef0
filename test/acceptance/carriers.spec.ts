import { createHmac, randomUUID } from 'node:crypto';
import type { Answer } from '../support/http';
import { problem } from '../support/http';
import { coordinator } from './coordinator';

/** Senders' own formats: sources, proof of the sender, scans as facts, what is told of each push. */
const { url, send, command, read, register } = coordinator();

const SECRET = 'sécret-of-easypost';
const sign = (body: string, secret = SECRET): string =>
  `hmac-sha256-hex=${createHmac('sha256', secret.normalize('NFKD')).update(body).digest('hex')}`;

interface Scan {
  datetime?: string;
  status?: string;
  status_detail?: string;
  message?: string;
}
const tracker = (code: string, updatedAt: string, scans: readonly unknown[]) => ({
  id: `evt_${updatedAt}`,
  description: 'tracker.updated',
  result: { id: `trk_${code}`, tracking_code: code, carrier: 'USPS', updated_at: updatedAt, tracking_details: scans },
});
const scan = (datetime: string, status: string, status_detail: string, message = 'as told'): Scan => ({
  datetime,
  status,
  status_detail,
  message,
});
const picked = scan('2026-03-01T10:00:00Z', 'in_transit', 'received_at_origin_facility');
const departed = scan('2026-03-01T18:00:00Z', 'in_transit', 'departed_facility');
const delivered = scan('2026-03-02T10:00:00Z', 'delivered', 'arrived_at_destination');

async function makeSource(format = 'easypost', more: object = { secrets: [SECRET] }): Promise<{ id: string; webhookUrl: string }> {
  const answer = await command('/v1/sources', { format, name: `Source of ${format}`, ...more });
  expect([answer.status, answer.headers.get('location')]).toEqual([201, `/v1/sources/${answer.body.id}`]);
  expect(answer.body.webhookUrl).toBe(`${url()}/v1/carriers/${format}/${answer.body.id}`);
  return answer.body;
}
const pathOf = ({ webhookUrl }: { webhookUrl: string }): string => new URL(webhookUrl).pathname;
/** Without the key of the API: the sender proves itself by its own means. */
const push = (source: { webhookUrl: string }, body: unknown, headers: Record<string, string> = {}): Promise<Answer> => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return send(pathOf(source), { body: text, headers: { authorization: '', 'x-hmac-signature': sign(text), ...headers } });
};
const deliveries = async ({ id }: { id: string }) => (await send(`/v1/sources/${id}/deliveries`)).body.items;
const milestones = async (shipmentId: string, position: string): Promise<string[]> => {
  const { body } = await read(`/v1/shipments/${shipmentId}/timeline`, position);
  return body.items
    .filter(({ kind, retracted }: { kind: string; retracted?: unknown }) => kind === 'milestone' && !retracted)
    .map(({ milestone }: { milestone: string }) => milestone);
};

describe('EasyPost, from its push to the read models', () => {
  it('tells of a shipment, scan by scan, and nothing twice', async () => {
    const source = await makeSource();
    const code = randomUUID().slice(0, 12);
    const { shipmentId } = await register({ identifiers: [{ scheme: 'tracking-number', value: `usps/${code}` }] });
    const first = await push(source, tracker(code, '2026-03-01T18:05:00Z', [picked, departed]));
    expect(first).toMatchObject({ status: 202, body: { accepted: 2, duplicates: 0, rejected: 0, unmapped: 0 } });
    expect(first.body.events.map(({ shipmentIds }: { shipmentIds: string[] }) => shipmentIds)).toEqual([[shipmentId], [shipmentId]]);
    const again = await push(source, tracker(code, '2026-03-01T18:05:00Z', [picked, departed]));
    expect(again.body).toMatchObject({ accepted: 0, duplicates: 2, corrected: 0 });
    const grown = await push(source, tracker(code, '2026-03-02T10:05:00Z', [picked, departed, delivered]));
    expect(grown.body).toMatchObject({ accepted: 1, duplicates: 2, missing: 0 });
    const { body } = await read(`/v1/shipments/${shipmentId}`, grown.body.position);
    expect(body).toMatchObject({ status: 'DELIVERED', deliveredAt: '2026-03-02T10:00:00.000Z' });
    const told = await deliveries(source);
    expect(told.map(({ accepted, duplicates, repeated }: Record<string, unknown>) => [accepted, duplicates, repeated])).toEqual([
      [1, 2, false],
      [0, 2, true],
      [2, 0, false],
    ]);
  });
});

describe('a scan that is told otherwise', () => {
  it('corrects the earlier fact, and counts again when its sender goes back to it', async () => {
    const source = await makeSource();
    const code = randomUUID().slice(0, 12);
    const { shipmentId } = await register({ identifiers: [{ scheme: 'tracking-number', value: `usps/${code}` }] });
    const mistaken = { ...departed, status: 'delivered', status_detail: 'arrived_at_destination' };
    await push(source, tracker(code, '2026-03-01T18:05:00Z', [picked, mistaken]));
    const corrected = await push(source, tracker(code, '2026-03-01T18:10:00Z', [picked, departed]));
    expect(corrected.body).toMatchObject({ accepted: 1, duplicates: 1, corrected: 1 });
    expect(await milestones(shipmentId, corrected.body.position)).toEqual(['PICKED_UP', 'DEPARTED_HUB']);
    const { body } = await read(`/v1/shipments/${shipmentId}`, corrected.body.position);
    expect(body).toMatchObject({ status: 'IN_TRANSIT', deliveredAt: null });
    const back = await push(source, tracker(code, '2026-03-01T18:15:00Z', [picked, mistaken]));
    expect(back.body).toMatchObject({ accepted: 0, duplicates: 2, corrected: 1 });
    expect(await milestones(shipmentId, back.body.position)).toEqual(['PICKED_UP', 'DELIVERED']);
    const late = await push(source, tracker(code, '2026-03-01T18:12:00Z', [picked, departed]));
    expect(await milestones(shipmentId, late.body.position)).toEqual(['PICKED_UP', 'DELIVERED']);
  });

  it('is marked as missing when the whole history no longer has it, and counts on', async () => {
    const source = await makeSource();
    const code = randomUUID().slice(0, 12);
    const { shipmentId } = await register({ identifiers: [{ scheme: 'tracking-number', value: `usps/${code}` }] });
    await push(source, tracker(code, '2026-03-01T18:05:00Z', [picked, departed]));
    const shorter = await push(source, tracker(code, '2026-03-01T18:10:00Z', [picked]));
    expect(shorter.body).toMatchObject({ accepted: 0, duplicates: 1, corrected: 0, missing: 1 });
    expect((await deliveries(source))[0]).toMatchObject({ missing: 1 });
    expect(await milestones(shipmentId, shorter.body.position)).toEqual(['PICKED_UP', 'DEPARTED_HUB']);
  });
});

describe('pushes in any order', () => {
  const mistaken = { ...departed, status: 'delivered', status_detail: 'arrived_at_destination' };
  const told = (code: string) => [
    tracker(code, '2026-03-01T10:05:00Z', [picked]),
    tracker(code, '2026-03-01T18:05:00Z', [picked, mistaken]),
    tracker(code, '2026-03-01T18:10:00Z', [picked, departed]),
    tracker(code, '2026-03-02T10:05:00Z', [picked, departed, delivered]),
  ];
  const name = (code: string) => ({ identifiers: [{ scheme: 'tracking-number', value: `usps/${code}` }] });

  it.each([
    ['as they were made', [0, 1, 2, 3]],
    ['backwards, twice', [3, 2, 1, 0, 3, 2, 1, 0]],
    ['mixed', [2, 0, 3, 1, 2]],
  ])('come to the same: %s', async (_, order) => {
    const source = await makeSource();
    const code = randomUUID().slice(0, 12);
    const { shipmentId } = await register(name(code));
    let position = '0';
    for (const i of order) position = (await push(source, told(code)[i])).body.position;
    expect(await milestones(shipmentId, position)).toEqual(['PICKED_UP', 'DEPARTED_HUB', 'DELIVERED']);
    const { body } = await read(`/v1/shipments/${shipmentId}`, position);
    expect(body).toMatchObject({ status: 'DELIVERED', deliveredAt: '2026-03-02T10:00:00.000Z' });
  });

  it('come to the same when the shipment is registered last', async () => {
    const source = await makeSource();
    const code = randomUUID().slice(0, 12);
    for (const one of told(code).slice(0, 3)) await push(source, one);
    const { shipmentId, position } = await register(name(code));
    expect(await milestones(shipmentId, position)).toEqual(['PICKED_UP', 'DEPARTED_HUB']);
  });
});

describe('the door', () => {
  it.each<[string, Record<string, string>, string]>([
    ['without a signature', { 'x-hmac-signature': '' }, 'header-missing'],
    ['with one of another secret', { 'x-hmac-signature': sign('{}', 'another') }, 'signature-wrong'],
    ['with one that is none', { 'x-hmac-signature': 'hmac-sha256-hex=zz' }, 'header-malformed'],
  ])('refuses a sender %s, and keeps nothing', async (_, headers, reason) => {
    const source = await makeSource();
    const refused = await push(source, tracker('X', '2026-03-01T18:05:00Z', [picked]), headers);
    expect([refused.status, refused.body.type, refused.body.reason]).toEqual([401, problem('sender-not-verified'), reason]);
    expect(await deliveries(source)).toEqual([]);
  });

  it('knows neither other formats at an address nor addresses that were not given out', async () => {
    const source = await makeSource();
    for (const path of [`/v1/carriers/aftership/${source.id}`, `/v1/carriers/easypost/src_${'x'.repeat(32)}`, '/v1/carriers/easypost/x']) {
      expect((await send(path, { body: {}, headers: { authorization: '' } })).body.type).toBe(problem('source-not-found'));
    }
  });
});

describe('a source', () => {
  it('takes its old secret for a day after a rotation, and shows neither', async () => {
    const source = await makeSource();
    const body = tracker('ROTATED', '2026-03-01T18:05:00Z', [picked]);
    const rotated = { name: 'Renamed', secrets: ['another secret'] };
    expect((await send(`/v1/sources/${source.id}`, { method: 'PUT', body: rotated })).status).toBe(200);
    expect((await push(source, body)).status).toBe(202);
    expect((await push(source, body, { 'x-hmac-signature': sign(JSON.stringify(body), 'another secret') })).status).toBe(202);
    const shown = await send(`/v1/sources/${source.id}`);
    expect(shown.body).toMatchObject({ name: 'Renamed', secrets: 2, formerSecretsUntil: expect.stringMatching(/Z$/), retired: false });
    expect(shown.text).not.toMatch(/another secret|sécret|v1\./);
    expect((await send(`/v1/sources/${source.id}`, { method: 'PUT', body: rotated })).status).toBe(200);
    expect((await send(`/v1/sources/${source.id}`)).body.secrets).toBe(2);
  });

  it('takes nothing any more once it is closed', async () => {
    const source = await makeSource();
    expect((await send(`/v1/sources/${source.id}`, { method: 'DELETE' })).status).toBe(200);
    const refused = await push(source, tracker('CLOSED', '2026-03-01T18:05:00Z', [picked]));
    expect([refused.status, refused.body.type]).toEqual([410, problem('source-retired')]);
    const changed = await send(`/v1/sources/${source.id}`, { method: 'PUT', body: { name: 'x' } });
    expect(changed.body.type).toBe(problem('source-retired'));
    expect((await send('/v1/sources?limit=200')).body.items).toContainEqual(expect.objectContaining({ id: source.id, retired: true }));
  });

  it('is the same one when it is made again under its key; a secret that was made for it as well', async () => {
    const make = (name: string) => command('/v1/sources', { format: 'dcsa', name }, { 'idempotency-key': 'source-once' });
    const [one, two] = [await make('Line'), await make('Line')];
    expect(one.body.secret).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    expect(two.body).toMatchObject({ id: one.body.id, secret: one.body.secret });
    expect((await make('Other')).body.type).toBe(problem('idempotency-key-reused'));
  });

  it('is the operator’s alone', async () => {
    const { key } = (await command('/v1/api-keys', { name: 'desk', role: 'coordinator' })).body;
    const headers = { authorization: `Bearer ${key}` };
    for (const path of ['/v1/sources', '/v1/sources/x', '/v1/sources/x/deliveries'])
      expect((await send(path, { headers })).status).toBe(403);
    expect((await send('/v1/unmapped-codes', { headers })).status).toBe(200);
    for (const body of [{ format: 'none', name: 'x' }, { format: 'easypost' }, { format: 'easypost', name: 'x', secrets: ['short'] }])
      expect((await command('/v1/sources', body)).status).toBe(400);
  });
});

describe('what a sender is answered', () => {
  const open = { authorization: '' };

  it('is an empty list for OwnTracks, whatever it sent', async () => {
    const source = await makeSource('owntracks', {});
    const fix = { _type: 'location', topic: 'owntracks/anna/phone', lat: 53.5, lon: 9.9, tst: 1772445600 };
    for (const body of [fix, fix, '{', { _type: 'lwt' }]) {
      const answer = await send(pathOf(source), { body: typeof body === 'string' ? body : JSON.stringify(body), headers: open });
      expect([answer.status, answer.body]).toEqual([200, []]);
    }
    const told = (await deliveries(source)).map(({ parked, duplicates, rejected, ignored }: Record<string, unknown>) => [
      parked,
      duplicates,
      rejected,
      (ignored as string[]).length,
    ]);
    expect(told).toEqual([
      [0, 0, 0, 1],
      [0, 0, 1, 0],
      [0, 1, 0, 0],
      [1, 0, 0, 0],
    ]);
  });

  it('is 200 to a device that asks by a query', async () => {
    const source = await makeSource('osmand', {});
    const { shipmentId, position } = await register({ identifiers: [{ scheme: 'device', value: `D-${source.id}` }] });
    const time = '2026-03-02T10:00:00Z';
    const answer = await send(`${pathOf(source)}?id=D-${source.id}&lat=53.5&lon=9.9&timestamp=${time}&token=hidden`, { headers: open });
    expect(answer).toMatchObject({ status: 200, body: { accepted: 1, events: [{ shipmentIds: [shipmentId] }] } });
    const { body } = await read(`/v1/shipments/${shipmentId}`, answer.body.position ?? position);
    expect(body.liveLocation).toMatchObject({ latitude: 53.5, longitude: 9.9 });
    expect((await send(pathOf(await makeSource()), { headers: open })).status).toBe(405);
  });

  it('tells of what cannot be read, and takes the rest', async () => {
    const source = await makeSource();
    const mixed = await push(source, tracker('MIXED', '2026-03-01T18:05:00Z', [picked, { ...departed, datetime: 'soon' }, 7]));
    expect(mixed).toMatchObject({ status: 202, body: { parked: 1, rejected: 2 } });
    const broken = await push(source, '{"description":');
    expect([broken.status, broken.body.type, broken.body.rejected]).toEqual([400, problem('nothing-accepted'), 1]);
    const [last, first] = await deliveries(source);
    expect(last.scans).toMatchObject([{ outcome: 'rejected', reason: 'not-json', detail: 'The body is not JSON.' }]);
    expect(first.scans).toMatchObject([
      { pointer: '/result/tracking_details/1', outcome: 'rejected', reason: 'time-unreadable' },
      { outcome: 'rejected' },
      { outcome: 'parked' },
    ]);
  });

  it('counts codes that no map has, and lists each once', async () => {
    const source = await makeSource();
    const odd = { ...scan('2026-03-01T19:00:00Z', 'resting', 'in_a_hammock'), carrier_code: 'QX' };
    for (const at of ['2026-03-01T19:05:00Z', '2026-03-01T19:06:00Z'])
      expect((await push(source, tracker('ODD', at, [odd]))).body.unmapped).toBe(1);
    const { items } = (await send('/v1/unmapped-codes')).body;
    expect(items.filter(({ rawCode }: { rawCode: string }) => rawCode === 'QX/resting/in_a_hammock')).toMatchObject([
      { format: 'easypost', sourceId: source.id, note: 'as told' },
    ]);
    expect((await send('/metrics')).text).toMatch(/carrier_unmapped_codes_total\{.*format="easypost".*\} [2-9]/);
  });
});

describe('whatever comes to the door', () => {
  it('is answered without a fault of ours, 300 broken pushes long', async () => {
    const [signed, device] = [await makeSource(), await makeSource('osmand', {})];
    const whole = JSON.stringify(tracker('FUZZ', '2026-03-01T18:05:00Z', [picked, departed, delivered]));
    const statuses = new Set<number>();
    for (let i = 0; i < 150; i += 1) {
      const at = (i * 7919) % whole.length;
      const body =
        whole.slice(0, at) + ['', '"', '}', '\u0000', 'null', '[[', '-1e999', '{"__proto__":1}'][i % 8] + whole.slice(at + (i % 5));
      statuses.add((await push(signed, body)).status);
      statuses.add((await send(pathOf(device), { body, headers: { authorization: '' } })).status);
    }
    expect([...statuses].filter((status) => status >= 500 || status === 401)).toEqual([]);
    expect((await deliveries(signed)).length).toBe(100);
  });
});
