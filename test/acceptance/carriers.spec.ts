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

describe('the door', () => {
  it.each<[string, Record<string, string>, string]>([
    ['without a signature', { 'x-hmac-signature': '' }, 'header-missing'],
    ['with one of another secret', { 'x-hmac-signature': sign('{}', 'another') }, 'signature-wrong'],
    ['with one that is none', { 'x-hmac-signature': 'hmac-sha256-hex=zz' }, 'header-malformed'],
  ])('lets nobody in %s, and keeps nothing', async (_, headers, reason) => {
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
