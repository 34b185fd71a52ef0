import { httpClient, problem, type Send } from '../support/http';
import { type RunningWaybill, startWaybill } from '../support/waybill';

/** Signing in to the console: what a cookie opens, for whom, and how long. */
let waybill: RunningWaybill;
let operator: Send;
const keys: Record<string, string> = {};

async function makeKey(role: string, sourcePrefix?: string): Promise<{ id: string; key: string }> {
  const answer = await operator('/v1/api-keys', { body: { name: role, role, sourcePrefix } });
  expect(answer.status).toBe(201);
  return answer.body;
}

beforeAll(async () => {
  waybill = await startWaybill();
  operator = httpClient(waybill.url, waybill.operatorKey);
  keys.integration = (await makeKey('integration', 'https://carrier.example/')).key;
  keys.coordinator = (await makeKey('coordinator')).key;
}, 60_000);
afterAll(() => waybill?.stop(), 30_000);

describe('a browser that signed in', () => {
  const SAME_ORIGIN = { 'sec-fetch-site': 'same-origin' };
  const signIn = (body: object, headers: Record<string, string> = SAME_ORIGIN) =>
    httpClient(waybill.url)('/v1/session', { method: 'POST', body, headers });
  const cookieOf = (answer: { headers: Headers }): string => String(answer.headers.get('set-cookie')).split(';')[0] as string;
  const browser = (cookie: string, more: Record<string, string> = {}) => {
    const send = httpClient(waybill.url);
    return (path: string, method = 'GET', body?: object) => send(path, { method, body, headers: { cookie, ...SAME_ORIGIN, ...more } });
  };

  it('holds a cookie that scripts cannot read, that no other site can send, and that ends after twelve hours', async () => {
    const answer = await signIn({ key: keys.coordinator });
    expect(answer.body).toMatchObject({ name: 'coordinator', role: 'coordinator' });
    expect(answer.headers.get('set-cookie')).toMatch(/^waybill-session=[^;]+; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(answer.text + answer.headers.get('set-cookie')).not.toContain(keys.coordinator);
    expect(Math.round((Date.parse(answer.body.expiresAt) - Date.now()) / 3_600_000)).toBe(12);
    const who = await browser(cookieOf(answer))('/v1/session');
    expect(who.body).toEqual(answer.body);
    expect((await browser(cookieOf(answer))('/v1/api-keys')).status).toBe(403);
  });

  it('does not write for a page of another origin', async () => {
    const cookie = cookieOf(await signIn({ key: waybill.operatorKey }));
    const body = { name: 'forged', role: 'coordinator' };
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { 'sec-fetch-site': 'none' }])
      expect((await browser(cookie, headers)('/v1/api-keys', 'POST', body)).body.type).toBe(problem('cross-site-request'));
    const send = httpClient(waybill.url);
    for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }, {}])
      expect((await send('/v1/api-keys', { body, headers: { cookie, ...headers } as Record<string, string> })).status).toBe(403);
    expect((await send('/v1/api-keys', { body, headers: { cookie, origin: waybill.url } })).status).toBe(201);
    expect((await signIn({ key: waybill.operatorKey }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await send('/v1/session', { method: 'DELETE', headers: { cookie, origin: 'https://evil.example' } })).status).toBe(403);
  });

  it('is signed out when its key is revoked, and by its own wish', async () => {
    const { id, key } = await makeKey('coordinator');
    let answer = await signIn({ key });
    while (answer.status === 401) answer = await signIn({ key });
    const there = browser(cookieOf(answer));
    expect((await there('/v1/session')).status).toBe(200);
    const out = await there('/v1/session', 'DELETE');
    expect([out.status, out.headers.get('set-cookie')]).toEqual([204, 'waybill-session=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict']);
    await operator(`/v1/api-keys/${id}`, { method: 'DELETE' });
    while ((await there('/v1/session')).status === 200);
    expect((await there('/v1/session')).body.detail).toMatch(/^Sign in again/);
  });

  it('cannot make a cookie of its own, or change one', async () => {
    const cookie = cookieOf(await signIn({ key: keys.coordinator }));
    const [name, value = ''] = cookie.split('=');
    const [keyId, expires, mac] = value.split('.');
    const forged = [
      `operator.${expires}.${mac}`,
      `${keyId}.${Number(expires) + 1}.${mac}`,
      `${keyId}.${expires}.${mac?.slice(1)}A`,
      'x',
      '',
    ];
    for (const one of forged) expect((await browser(`${name}=${one}`)('/v1/session')).status).toBe(401);
  });

  it('has no use of an integration key, nor of a key that was never made', async () => {
    expect((await signIn({ key: keys.integration })).status).toBe(403);
    expect((await signIn({ key: `wbk_${'A'.repeat(43)}` })).status).toBe(401);
    expect((await signIn({ key: 'x', ticket: 'y' })).status).toBe(400);
  });

  it('may come by the printed link, once: the first to open it', async () => {
    const ticket = /#ticket=(\S+)/.exec(waybill.output())?.[1];
    expect(waybill.output()).toContain(`${waybill.url}/#ticket=`);
    const answers = await Promise.all(Array.from({ length: 8 }, () => signIn({ ticket })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(401)]);
    expect(answers.find(({ status }) => status === 200)?.body).toMatchObject({ keyId: 'operator', role: 'operator' });
    expect((await signIn({ ticket: `${ticket}`.replace(/^./, '9') })).status).toBe(401);
  });
});
