import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Report } from '../plan';
import { portionOf } from './requests';
import { Refused, WaybillClient } from './waybill-client';

type Seen = { method?: string; url?: string; headers: http.IncomingHttpHeaders; body: string };

const report: Report = {
  source: 'https://demo.waybill.example/carriers/x',
  id: 'São 1',
  type: 'dev.waybill.item-scanned.v1',
  subject: 'tracking-number:X/1',
  time: Date.parse('2026-03-02T12:00:00Z'),
  mode: 'binary',
  data: { milestone: 'PICKED_UP', location: { city: 'São Paulo' } },
};

describe('the client of the demo', () => {
  const seen: Seen[] = [];
  const answers: number[] = [];
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      seen.push({ method: request.method, url: request.url, headers: request.headers, body });
      response.writeHead(answers.shift() ?? 202, { 'content-type': 'application/json' }).end('{"accepted":1}');
    });
  });
  let client: WaybillClient;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = new WaybillClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'wbk_test', () => Promise.resolve());
  });
  beforeEach(() => void seen.splice(0));
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it('sends binary mode with encoded attributes', async () => {
    await client.send('binary', [report]);
    expect(seen[0]).toMatchObject({
      url: '/v1/events',
      headers: {
        'ce-id': 'S%C3%A3o%201',
        'ce-time': '2026-03-02T12:00:00.000Z',
        'content-type': 'application/json',
        authorization: 'Bearer wbk_test',
      },
      body: JSON.stringify(report.data),
    });
  });

  it('sends structured mode and batches', async () => {
    await client.send('structured', [report]);
    await client.send('batch', [report, report]);
    expect(seen.map(({ headers }) => headers['content-type'])).toEqual([
      'application/cloudevents+json; charset=utf-8',
      'application/cloudevents-batch+json',
    ]);
    expect(JSON.parse(seen[0]?.body ?? '')).toMatchObject({ specversion: '1.0', id: 'São 1', data: report.data });
    expect(JSON.parse(seen[1]?.body ?? '')).toHaveLength(2);
  });

  it('repeats the same request while the API is busy, and gives up on a refusal', async () => {
    answers.push(503, 429, 202);
    expect(await client.send('structured', [report])).toEqual({ accepted: 1 });
    expect(new Set(seen.map(({ body }) => body)).size).toBe(1);
    expect(seen).toHaveLength(3);
    answers.push(400);
    await expect(client.send('structured', [report])).rejects.toBeInstanceOf(Refused);
  });

  it('loads a unit and a shipment by their own paths', async () => {
    await client.move('load', 'shipment:S-1', 'vehicle:T/1', report.time);
    await client.move('unload', 'container:A B/1', 'vehicle:T/1', report.time);
    expect(seen.map(({ url }) => url)).toEqual(['/v1/shipments/S-1/load', '/v1/units/container/A%20B%2F1/unload']);
  });

  it('groups what is due by mode and source', () => {
    const steps = ['a', 'b', 'a'].map((name) => ({
      at: 0,
      action: { kind: 'report' as const, report: { ...report, mode: 'batch' as const, source: name } },
    }));
    const { requests } = portionOf([...steps, { at: 0, action: { kind: 'report', report } }]);
    expect(requests.map(({ mode, reports }) => [mode, reports.length])).toEqual([
      ['binary', 1],
      ['batch', 2],
      ['batch', 1],
    ]);
  });
});
