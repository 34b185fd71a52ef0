import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { faultsOfQueries } from '../docs/support/watched';
import { until } from '../faults/harness/waiting';
import { type RunningEventNode, startEventNode } from '../support/event-node';
import { cloudEvent, httpClient, problem, type Send, STRUCTURED } from '../support/http';
import { type RunningWaybill, startWaybill } from '../support/waybill';

/** What an operator of Waybill can rely on: health, metrics, documentation, an orderly end. */
const CLI = path.resolve(__dirname, '../../dist/apps/cli/src/main.js');
const MAIN = path.resolve(__dirname, '../../dist/apps/api/src/main.js');
const KEY = 'wbk_operations_operator_key';

/** Runs `import` as an operator of this Waybill: its exit code, and what it said. */
async function importing({ dataDir, url }: RunningWaybill, file: string): Promise<[number | null, string]> {
  const env = { ...process.env, DATA_DIR: dataDir, WAYBILL_URL: url };
  const child = fork(CLI, ['import', file, '--format', 'csv'], { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (said += chunk));
  const [code] = await once(child, 'close');
  return [code, said];
}

describe('with everything up', () => {
  let waybill: RunningWaybill;
  let operator: Send;
  beforeAll(async () => {
    waybill = await startWaybill();
    operator = httpClient(waybill.url, waybill.operatorKey);
  }, 60_000);
  afterAll(() => waybill?.stop(), 30_000);

  it('is alive and ready for all', async () => {
    const anyone = httpClient(waybill.url);
    expect((await anyone('/health/live')).status).toBe(200);
    for (const path of ['/health/ready', '/health/ready?for=queries']) {
      const answer = await anyone(path);
      expect([answer.status, answer.body]).toEqual([200, { intake: true, queries: true }]);
    }
  });

  it('shows metrics of all processes on one page', async () => {
    await operator('/v1/events', { body: cloudEvent(), headers: STRUCTURED });
    const { status, text, headers } = await operator('/metrics');
    expect([status, headers.get('content-type')]).toEqual([200, expect.stringContaining('text/plain')]);
    expect(text).toMatch(/^webhook_events_total\{.*outcome="parked".*\} 1$/m);
    expect(text).toMatch(/^webhook_ack_seconds_count(\{.*\})? 1$/m);
    expect(text).toMatch(/^http_request_seconds_bucket\{.*method="POST".*status="2xx".*\} \d+$/m);
    expect(text).toMatch(/^projection_lag_events\{processor="shipments",partition="0"\} \d+$/m);
    const types = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    expect(types.filter((name, i) => types.indexOf(name) !== i)).toEqual([]);
  });

  it('shows every metric that alert rules and the dashboard name, with its labels', async () => {
    let text = '';
    const areThere = async () => {
      ({ text } = await operator('/metrics'));
      return faultsOfQueries(text).length === 0;
    };
    // Projectors tell theirs once a second.
    await until('every metric is there', areThere, { limitMs: 20_000 }).catch(() => expect(faultsOfQueries(text)).toEqual([]));
    // What is not there is found.
    const lacking = text.replaceAll('webhook_ack_seconds', 'other').replaceAll('outcome="rejected"', 'outcome="refused"');
    expect(faultsOfQueries(lacking)).toEqual(
      expect.arrayContaining([
        'WaybillSlowAcknowledgements: webhook_ack_seconds_bucket is not on the page',
        'WaybillReportsRejected: webhook_events_total has no outcome="rejected"',
      ]),
    );
  });

  it('takes a file in from the command line, once, with a reason for each line that it refuses', async () => {
    const file = path.join(waybill.dataDir, 'import.csv');
    const row = 'TRUCK-IMPORT,2026-02-27T08:00:00Z,56.95,24.1';
    fs.writeFileSync(
      file,
      `vehicle,time,latitude,longitude\n${row}\n${row.replace('08:00', '08:01')}\n${row}\n${row.replace('56.95', '91')}\n`,
    );
    const first = await importing(waybill, file);
    expect(first).toEqual([
      1,
      expect.stringMatching(/4 reports: (2 taken, 1 duplicates, 0 parked|0 taken, 1 duplicates, 2 parked), 1 refused, 0 ignored/),
    ]);
    expect(first[1]).toContain('line 5: refused, coordinates-unusable');
    expect(await importing(waybill, file)).toEqual([1, expect.stringContaining('0 taken, 3 duplicates, 0 parked, 1 refused')]);
  });

  it('documents itself without fetching anything from elsewhere', async () => {
    const anyone = httpClient(waybill.url);
    const { body } = await anyone('/openapi.json');
    expect(body.openapi).toMatch(/^3\.1/);
    for (const methods of Object.values<object>(body.paths)) {
      for (const route of Object.values<{ responses: Record<string, { content?: object }> }>(methods as never)) {
        const isPage = 'text/html' in (route.responses['200']?.content ?? {});
        for (const [status, { content }] of Object.entries(route.responses)) {
          if (Number(status) < 400 || status === '503') continue;
          const said = Object.keys(content ?? {}).join();
          expect(isPage ? ['application/problem+json', 'text/html'] : ['application/problem+json']).toContain(said);
        }
      }
    }
    const refs = [...JSON.stringify(body).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref as string);
    const schemas = Object.keys(body.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect(refs.filter((ref) => !schemas.includes(ref))).toEqual([]);
    const page = await anyone('/docs');
    expect(page.text).not.toMatch(/(src|href)="https?:/);
    const files = [...page.text.matchAll(/(?:src|href)="\.\/(docs\/[^"]+)"/g)].map(([, file]) => `/${file}`);
    expect(files).toContain('/docs/swagger-ui-bundle.js');
    for (const file of files) expect([file, (await anyone(file)).status]).toEqual([file, 200]);
    for (const file of [
      'package.json',
      'README.md',
      'LICENSE',
      'swagger-ui.css.map',
      'swagger-ui-bundle.js.map',
      'swagger-ui.js',
      'absolute-path.js',
    ])
      for (const path of [`/docs/${file}`, `/%64ocs/${file.replace('.', '%2e')}`, `/docs/./${file}`])
        expect([path, (await anyone(path)).status]).toEqual([path, 404]);
  });

  it('sends the headers that keep browsers in check', async () => {
    const { headers } = await operator('/v1/shipments');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.has('x-powered-by') || headers.has('access-control-allow-origin')).toBe(false);
  });

  it('never says more than a trace id about what is its own fault', async () => {
    const answer = await operator('/nowhere', { headers: { traceparent: 'garbage' } });
    expect([answer.status, Object.keys(answer.body).sort()]).toEqual([404, ['detail', 'instance', 'status', 'title', 'type']]);
    expect((await operator('/v1/shipments/%')).status).toBe(400);
    for (const path of ['/v1/shipments/%00', '/v1/consignments/a%00', '/v1/shipments?q=%00', '/v1/shipments?carrier=x%00']) {
      expect((await operator(path)).body).toMatchObject({ status: 400, type: problem('malformed-request') });
    }
    expect((await operator(`/v1/shipments/${'x'.repeat(3000)}`)).status).toBe(414);
    expect((await operator('/v1/shipments', { method: 'PATCH', body: {} })).status).toBe(405);
    expect((await operator('/health/live', { headers: { 'x-long': 'x'.repeat(20_000) } })).body).toMatchObject({ status: 431 });
  });
});

/** The probe says what keeps queries from being answered. */
const WITHOUT_POSTGRES = {
  intake: true,
  queries: false,
  note: expect.stringMatching(/^Postgres does not answer at .* \(ECONNREFUSED\)\.$/),
};

describe('without Postgres', () => {
  let node: RunningEventNode;
  let api: ChildProcess;
  let url: string;
  let operator: Send;
  let output = '';

  const start = async (): Promise<void> => {
    const env = {
      ...process.env,
      PORT: '0',
      LOG_LEVEL: 'info',
      OPERATOR_API_KEY: KEY,
      DEPLOYMENT_KEY: '00'.repeat(32),
      EVENTSTORE_URL: node.address,
      DATABASE_URL: 'postgres://nobody:nothing@127.0.0.1:9/none',
    };
    api = fork(MAIN, { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    for (const stream of [api.stdout, api.stderr]) stream?.on('data', (chunk) => (output += chunk));
    const [message] = await once(api, 'message');
    expect(message).toMatchObject({ event: 'ready', url: expect.stringMatching(/^http:/) });
    url = message.url;
    operator = httpClient(url, KEY);
  };
  const stop = async (signal: NodeJS.Signals): Promise<number | null> => {
    const ended = once(api, 'exit');
    api.kill(signal);
    return (await ended)[0];
  };

  beforeAll(async () => {
    node = await startEventNode();
    await start();
  }, 60_000);
  afterAll(async () => {
    api?.kill('SIGKILL');
    await node?.stop();
  }, 30_000);

  it('a very first start is not ready, and takes reports in all the same', async () => {
    const ready = await operator('/health/ready');
    expect([ready.status, ready.body]).toEqual([503, WITHOUT_POSTGRES]);
    const taken = await operator('/v1/events', { body: cloudEvent(), headers: STRUCTURED });
    expect([taken.status, taken.body.parked]).toEqual([202, 1]);
    const query = await operator('/v1/shipments');
    expect([query.status, query.headers.get('retry-after')]).toEqual([503, expect.any(String)]);
    expect((await operator('/metrics')).status).toBe(200);
  });

  it('ends in order at SIGTERM, and is ready for reports when it is started again', async () => {
    expect(await stop('SIGTERM')).toBe(0);
    await start();
    const ready = await operator('/health/ready');
    expect([ready.status, ready.body]).toEqual([200, WITHOUT_POSTGRES]);
    expect((await operator('/health/ready?for=queries')).status).toBe(503);
  }, 30_000);

  it('keeps keys, tokens and queries out of its log', async () => {
    await httpClient(url)(`/v1/events?access_token=${KEY}`, { body: cloudEvent({ note: 'BODYTEXT' }), headers: STRUCTURED });
    await httpClient(url)('/v1/track/TOKENTOKENTOKENTOKENTOKENTOKENTOKENTOKENTOK?minPosition=QUERYTEXT');
    await operator('/v1/shipments', { headers: { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` } });
    // The line is written after the answer.
    while (!output.includes(`"traceId":"${'a'.repeat(32)}"`)) await once(api.stdout as never, 'data');
    for (const secret of [KEY, 'BODYTEXT', 'TOKENTOKEN', 'QUERYTEXT']) expect(output).not.toContain(secret);
    for (const line of output.trim().split('\n')) expect(JSON.parse(line)).toMatchObject({ service: 'api', time: expect.any(String) });
  });

  it('answers 503 to reports while the event store is away, and takes them in when it is back', async () => {
    await node.kill();
    const event = cloudEvent();
    const away = await operator('/v1/events', { body: event, headers: STRUCTURED });
    expect([away.status, away.headers.get('retry-after')]).toEqual([503, expect.any(String)]);
    // Probes are shared for half a second.
    while ((await operator('/health/ready')).status !== 503);
    expect((await operator('/health/live')).status).toBe(200);
    await node.restart();
    let back = await operator('/v1/events', { body: event, headers: STRUCTURED });
    while (back.status === 503) back = await operator('/v1/events', { body: event, headers: STRUCTURED });
    expect([back.status, back.body.parked]).toEqual([202, 1]);
  }, 60_000);

  it('stops within its time although the event store is gone', async () => {
    await node.kill();
    const begun = performance.now();
    expect(await stop('SIGTERM')).toBe(0);
    expect(performance.now() - begun).toBeLessThan(7_000);
  }, 30_000);
});
