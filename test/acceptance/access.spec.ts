import net from 'node:net';
import { BATCH, cloudEvent, complaints, httpClient, problem, type Send, STRUCTURED } from '../support/http';
import { type RunningWaybill, startWaybill } from '../support/waybill';

/** Who may do what: every route of the OpenAPI document with every kind of key. */
type Access = 'anyone' | 'reporter' | 'coordinator' | 'operator';
interface Route {
  readonly method: string;
  readonly path: string;
  readonly access: Access;
}

let waybill: RunningWaybill;
let routes: Route[];
let operator: Send;
const callers: Record<string, Send> = {};
const keys: Record<string, string> = {};

const OPENS: Record<string, readonly Access[]> = {
  nobody: ['anyone'],
  stranger: ['anyone'],
  integration: ['anyone', 'reporter'],
  coordinator: ['anyone', 'coordinator'],
  operator: ['anyone', 'reporter', 'coordinator', 'operator'],
};

async function makeKey(role: string, sourcePrefix?: string): Promise<{ id: string; key: string; position: string }> {
  const answer = await operator('/v1/api-keys', { body: { name: role, role, sourcePrefix } });
  expect(answer.status).toBe(201);
  return answer.body;
}

beforeAll(async () => {
  waybill = await startWaybill();
  operator = httpClient(waybill.url, waybill.operatorKey);
  const document = (await operator('/openapi.json')).body;
  routes = Object.entries<Record<string, { 'x-access': Access }>>(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, route]) => ({
      method: method.toUpperCase(),
      path: path.replace(/\{scheme\}/, 'vehicle').replace(/\{\w+\}/g, 'none'),
      access: route['x-access'],
    })),
  );
  keys.integration = (await makeKey('integration', 'https://carrier.example/')).key;
  keys.coordinator = (await makeKey('coordinator')).key;
  callers.nobody = httpClient(waybill.url);
  callers.integration = httpClient(waybill.url, keys.integration);
  callers.coordinator = httpClient(waybill.url, keys.coordinator);
  callers.operator = operator;
  while ((await callers.coordinator('/v1/shipments?limit=1')).status === 401);
}, 60_000);
afterAll(() => waybill?.stop(), 30_000);

const call = (caller: string, { method, path }: Route) =>
  (callers[caller] as Send)(path, { method, body: method === 'GET' || method === 'DELETE' ? undefined : {} });

describe('every route', () => {
  it('declares who may use it', () => {
    expect(routes.length).toBeGreaterThan(25);
    for (const { method, path, access } of routes) expect([method, path, access]).toEqual([method, path, expect.stringMatching(/^\w+$/)]);
  });

  it.each(['nobody', 'integration', 'coordinator', 'operator'])(
    'answers %s by its role, before it looks at the request',
    async (caller) => {
      const wrong: string[] = [];
      for (const route of routes) {
        const { status } = await call(caller, route);
        const opens = (OPENS[caller] as Access[]).includes(route.access);
        const refused = caller === 'nobody' ? 401 : 403;
        if (opens ? status === 401 || status === 403 : status !== refused) wrong.push(`${route.method} ${route.path}: ${status}`);
      }
      expect(wrong).toEqual([]);
    },
  );

  it('tells which methods an address takes, those who may use it', async () => {
    const addresses = new Map(routes.map(({ path }) => [path, routes.filter((route) => route.path === path)]));
    const wrong: unknown[] = [];
    for (const [path, [first, ...others]] of addresses) {
      const { access, method } = first as Route;
      const answer = await operator(path, { method: 'PATCH', body: '{' });
      const allowed = answer.headers.get('allow')?.split(', ') ?? [];
      const complete = [method, ...others.map((other) => other.method)].every((one) => allowed.includes(one));
      if (answer.body?.type !== problem('method-not-allowed') || answer.status !== 405 || !complete)
        wrong.push([path, answer.status, allowed]);
      const { status } = await (callers.nobody as Send)(path, { method: 'PATCH', body: '{' });
      if (status !== (access === 'anyone' ? 405 : 401)) wrong.push([path, status]);
    }
    expect(wrong).toEqual([]);
    expect((await operator('/v1/none', { method: 'PATCH' })).status).toBe(404);
  });

  it('asks for a key before it complains about anything else', async () => {
    const nobody = callers.nobody as Send;
    expect((await nobody('/v1/events', { body: 'x', headers: { 'content-type': 'nonsense' } })).status).toBe(401);
    expect((await nobody('/v1/shipments', { body: '{', headers: { 'content-encoding': 'gzip' } })).status).toBe(401);
    expect((await (callers.integration as Send)('/v1/shipments', { body: '{' })).status).toBe(403);
  });
});

/** A request line exactly as written; fetch would tidy it up. */
function rawStatus(line: string, key?: string): Promise<number> {
  const { hostname, port } = new URL(waybill.url);
  const authorization = key ? `authorization: Bearer ${key}\r\n` : '';
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(port), hostname);
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1])));
    socket.end(`${line} HTTP/1.1\r\nhost: x\r\n${authorization}connection: close\r\n\r\n`);
  });
}

describe('path tricks', () => {
  const tricks = (path: string): string[] => [
    path.replace('/v1', '/%761'),
    path.replace('/v1', '/%76%31'),
    path.replace('/v1', '//v1'),
    `${path}/`,
    `${path}//`,
    `${path};x=y`,
    `${path}%2F`,
    `${path}?`,
    `${path}#x`,
    path.toUpperCase(),
    path.replace('/v1/', '/v1/./'),
    path.replace('/v1/', '/x/../v1/'),
    path.replace('/v1/', '/v1%2F'),
    `http://evil.example${path}`,
  ];

  it('open nothing without a key, and nothing that the key does not open', async () => {
    const open: string[] = [];
    for (const path of ['/v1/shipments', '/v1/api-keys', '/v1/processors', '/v1/parked', '/v1/shipments/none/timeline']) {
      for (const trick of [path, ...tricks(path)]) {
        for (const method of ['GET', 'HEAD']) {
          const [without, integration] = [await rawStatus(`${method} ${trick}`), await rawStatus(`${method} ${trick}`, keys.integration)];
          if (![400, 401, 404].includes(without)) open.push(`${method} ${trick}: ${without}`);
          if (![400, 403, 404].includes(integration)) open.push(`${method} ${trick} with a key: ${integration}`);
        }
      }
    }
    expect(open).toEqual([]);
  });

  it('method override headers are ignored', async () => {
    const answer = await (callers.nobody as Send)('/health/live', {
      headers: { 'x-http-method-override': 'DELETE', 'x-original-url': '/metrics' },
    });
    expect(answer.body).toEqual({ live: true });
  });
});

describe('keys', () => {
  it('are told once, listed without their text, and opened nothing a second after they were revoked', async () => {
    const { id, key } = await makeKey('coordinator');
    const bearer = httpClient(waybill.url, key);
    while ((await bearer('/v1/shipments')).status === 401);
    const list = await operator('/v1/api-keys');
    expect(list.body.items).toContainEqual({
      id,
      name: 'coordinator',
      role: 'coordinator',
      sourcePrefix: null,
      createdAt: expect.any(String),
    });
    expect(list.text).not.toContain(key);
    const revoked = performance.now();
    expect((await operator(`/v1/api-keys/${id}`, { method: 'DELETE' })).body).toEqual({ position: expect.any(String) });
    while ((await bearer('/v1/shipments')).status !== 401) expect(performance.now() - revoked).toBeLessThan(1_000);
    expect((await operator(`/v1/api-keys/${id}`, { method: 'DELETE' })).status).toBe(200);
    expect((await operator('/v1/api-keys/none', { method: 'DELETE' })).body.type).toBe(problem('key-not-found'));
  });

  it('are listed page by page, also when one is revoked meanwhile', async () => {
    const made: string[] = [];
    for (let i = 0; i < 3; i += 1) made.push((await makeKey('coordinator')).id);
    const every = async (): Promise<string[]> => (await operator('/v1/api-keys?limit=200')).body.items.map(({ id }: { id: string }) => id);
    while (!(await every()).includes(made[2] as string));
    const all = await every();
    const page = await operator(`/v1/api-keys?limit=${all.length - 1}`);
    expect([page.body.items.length, page.body.nextCursor]).toEqual([all.length - 1, expect.any(String)]);
    const last = page.body.items.at(-1).id;
    await operator(`/v1/api-keys/${last}`, { method: 'DELETE' });
    while ((await every()).includes(last));
    const rest = await operator(`/v1/api-keys?limit=2&cursor=${page.body.nextCursor}`);
    expect([rest.body.items.map(({ id }: { id: string }) => id), rest.body.nextCursor]).toEqual([all.slice(-1), null]);
    const wrong = await operator('/v1/api-keys?limit=201&role=operator');
    expect([wrong.status, complaints(wrong)]).toEqual([400, ['limit', 'role']]);
    expect((await operator('/v1/api-keys?cursor=x')).body.errors).toMatchObject([{ parameter: 'cursor' }]);
  });

  it('are the same again under the same Idempotency-Key, and refused for another body', async () => {
    const make = (name: string) =>
      operator('/v1/api-keys', { body: { name, role: 'coordinator' }, headers: { 'idempotency-key': 'made-once' } });
    const first = await make('a');
    expect([first.status, (await make('a')).body]).toEqual([201, first.body]);
    expect((await make('b')).body.type).toBe(problem('idempotency-key-reused'));
  });

  it('need a source exactly when they are for an integration', async () => {
    const bad = async (body: object) => (await operator('/v1/api-keys', { body })).status;
    expect(await bad({ name: 'x', role: 'integration' })).toBe(400);
    expect(await bad({ name: 'x', role: 'coordinator', sourcePrefix: 'urn:x:' })).toBe(400);
    expect(await bad({ name: 'x', role: 'root' })).toBe(400);
    expect(await bad({ name: 'x', role: 'operator', id: 'mine' })).toBe(400);
  });

  it('may come as access_token on the web hook, and there only', async () => {
    const nobody = callers.nobody as Send;
    const taken = await nobody(`/v1/events?access_token=${keys.integration}`, { body: cloudEvent(), headers: STRUCTURED });
    expect([taken.status, taken.headers.get('cache-control')]).toEqual([202, 'private']);
    expect((await nobody(`/v1/shipments?access_token=${keys.coordinator}`)).status).toBe(401);
    expect((await nobody(`/v1/events?access_token=a&access_token=${keys.integration}`, { body: [], headers: BATCH })).status).toBe(401);
  });

  it('are read from the header however the scheme is written', async () => {
    const send = callers.nobody as Send;
    expect((await send('/v1/api-keys', { headers: { authorization: `bearer ${waybill.operatorKey}` } })).status).toBe(200);
    for (const authorization of [`Basic ${waybill.operatorKey}`, waybill.operatorKey, 'Bearer', `Bearer ${waybill.operatorKey} x`]) {
      const answer = await send('/v1/api-keys', { headers: { authorization } });
      expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="waybill"']);
    }
  });
});

describe('guessing', () => {
  it('is slowed down after 60 failures a minute, and never slows down a caller with a key', async () => {
    const guess = httpClient(waybill.url, 'wbk_guess');
    const nobody = callers.nobody as Send;
    const statuses: number[] = [];
    for (let i = 0; i < 40; i++) statuses.push((await guess('/v1/shipments')).status, (await nobody(`/v1/track/guess-${i}`)).status);
    expect(statuses.at(-1)).toBe(429);
    expect(statuses.filter((status) => status !== 429).length).toBeLessThanOrEqual(60);
    const limited = await nobody('/v1/track/another');
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(limited.body.type).toBe(problem('too-many-failures'));
    expect((await operator('/v1/api-keys')).status).toBe(200);
    expect((await nobody('/v1/shipments', { headers: { 'x-forwarded-for': '1.2.3.4', authorization: 'Bearer wbk_guess' } })).status).toBe(
      429,
    );
  });
});

describe('the web hook handshake', () => {
  it('consents where it is asked, and not otherwise', async () => {
    const anonymous = httpClient(waybill.url);
    const consent = await anonymous('/v1/events', { method: 'OPTIONS', headers: { 'webhook-request-origin': 'carrier.example' } });
    expect([consent.status, consent.headers.get('allow')]).toEqual([200, 'POST, OPTIONS']);
    expect(consent.headers.get('webhook-allowed-origin')).toBe('carrier.example');
    expect(consent.headers.get('webhook-allowed-rate')).toBe('*');
    const plain = await anonymous('/v1/events', { method: 'OPTIONS' });
    expect([plain.status, plain.headers.get('allow')]).toEqual([200, 'POST, OPTIONS']);
    expect([plain.headers.has('webhook-allowed-origin'), plain.headers.has('webhook-allowed-rate')]).toEqual([false, false]);
  });
});
