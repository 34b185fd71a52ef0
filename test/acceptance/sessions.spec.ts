import { until } from '../faults/harness/waiting';
import { BATCH, cloudEvent, httpClient, problem, type Send } from '../support/http';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider';
import { type RunningWaybill, startWaybill } from '../support/waybill';

/** Signing in to the console: what a cookie opens, for whom, and how long. */
let waybill: RunningWaybill;
let operator: Send;
let company: IdentityProvider;
const keys: Record<string, string> = {};

async function makeKey(role: string, sourcePrefix?: string): Promise<{ id: string; key: string }> {
  const answer = await operator('/v1/api-keys', { body: { name: role, role, sourcePrefix } });
  expect(answer.status).toBe(201);
  return answer.body;
}

beforeAll(async () => {
  company = await startIdentityProvider();
  const { issuer: OIDC_ISSUER, clientId: OIDC_CLIENT_ID, clientSecret: OIDC_CLIENT_SECRET } = company;
  const roles = { OIDC_ROLE_CLAIM: 'realm_access.roles', OIDC_COORDINATORS: 'desk,night desk', OIDC_OPERATORS: 'it' };
  waybill = await startWaybill({ env: { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, ...roles } });
  operator = httpClient(waybill.url, waybill.operatorKey);
  keys.integration = (await makeKey('integration', 'https://carrier.example/')).key;
  keys.coordinator = (await makeKey('coordinator')).key;
}, 60_000);
afterAll(async () => {
  await waybill?.stop();
  await company?.close();
}, 30_000);

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
    expect([out.status, out.headers.getSetCookie()]).toEqual([
      204,
      [
        'waybill-session=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict',
        'waybill-renewal=; Max-Age=0; Path=/v1/session; HttpOnly; SameSite=Strict',
      ],
    ]);
    await operator(`/v1/api-keys/${id}`, { method: 'DELETE' });
    while ((await there('/v1/session')).status === 200);
    expect((await there('/v1/session')).body.detail).toMatch(/^Sign in again/);
  });

  it('brings nothing that signing in would make its own: each time the cookie is another', async () => {
    const planted = cookieOf(await signIn({ key: keys.coordinator }));
    const after = await signIn({ key: waybill.operatorKey }, { ...SAME_ORIGIN, cookie: planted });
    expect(after.body.role).toBe('operator');
    expect(cookieOf(after)).not.toBe(planted);
    expect((await browser(planted)('/v1/session')).body.role).toBe('coordinator');
  });

  it('is given pages that run nothing but files of this server, and that stand in no frame', async () => {
    const { headers } = await fetch(`${waybill.url}/shipments/ANY`, { headers: { origin: 'https://evil.example' } });
    const policy = new Map((headers.get('content-security-policy') ?? '').split('; ').map((rule) => [rule.split(' ')[0], rule]));
    for (const rule of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'"])
      expect([...policy.values()]).toContain(rule);
    for (const rule of ["frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"]) expect([...policy.values()]).toContain(rule);
    expect([headers.get('x-content-type-options'), headers.get('referrer-policy')]).toEqual(['nosniff', 'no-referrer']);
    // No page of another origin may read an answer, with or without the cookie.
    expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
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

describe("a person of the company's own sign-in", () => {
  const send: Send = (...call) => httpClient(waybill.url)(...call);
  const firstCookie = (answer: { headers: Headers }, name: string): string =>
    answer.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0] as string)
      .find((cookie) => cookie.startsWith(`${name}=`) && cookie !== `${name}=`) ?? '';

  /** As far as the way back from the issuer. */
  async function atTheIssuer(person: object) {
    company.person = person as IdentityProvider['person'];
    const begun = await send('/v1/session/oidc');
    expect(begun.status).toBe(303);
    const back = await fetch(begun.headers.get('location') as string, { redirect: 'manual' });
    const { pathname, search } = new URL(back.headers.get('location') as string);
    return { callback: pathname + search, cookie: firstCookie(begun, 'waybill-sign-in'), begun };
  }
  async function comeBy(person: object) {
    const { callback, cookie } = await atTheIssuer(person);
    return send(callback, { headers: { cookie } });
  }
  const anna = { preferred_username: 'anna', name: 'Anna Brandt', realm_access: { roles: ['desk'] } };
  const outcome = (answer: { status: number; headers: Headers }) => [answer.status, answer.headers.get('location')];

  it('is signed in with the role that the claims give, and asked for by the issuer alone', async () => {
    expect((await send('/v1/session/ways')).body).toEqual({ issuer: company.issuer });
    const { begun } = await atTheIssuer(anna);
    expect(begun.headers.getSetCookie()[0]).toMatch(
      /^waybill-sign-in=v1\.[\w-]+; Max-Age=600; Path=\/v1\/session\/oidc; HttpOnly; SameSite=Lax$/,
    );
    const asked = new URL(begun.headers.get('location') as string).searchParams;
    expect(asked.get('code_challenge_method')).toBe('S256');
    const answer = await comeBy(anna);
    expect(outcome(answer)).toEqual([303, '/']);
    const cookie = firstCookie(answer, 'waybill-session');
    const who = await send('/v1/session', { headers: { cookie } });
    expect(who.body).toMatchObject({ keyId: 'person:anna', name: 'Anna Brandt', role: 'coordinator' });
    expect(Math.round((Date.parse(who.body.expiresAt) - Date.now()) / 60_000)).toBe(60);
    expect((await send('/v1/api-keys', { headers: { cookie } })).status).toBe(403);
    const stream = await fetch(`${waybill.url}/v1/stream`, { headers: { cookie } });
    expect(stream.status).toBe(200);
    await stream.body?.cancel();
    const operators = await comeBy({ preferred_username: 'otto', realm_access: { roles: ['desk', 'it'] } });
    expect((await send('/v1/api-keys', { headers: { cookie: firstCookie(operators, 'waybill-session') } })).status).toBe(200);
  });

  it('stands beside what was done about an exception', async () => {
    const place = { latitude: 50.1, longitude: 8.6 };
    await operator('/v1/shipments', {
      body: { shipmentId: 'STANDS', origin: { latitude: 53.5, longitude: 10 }, destination: { latitude: 48, longitude: 11 } },
    });
    const at = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
    const type = 'dev.waybill.position-reported.v1';
    const fixes = [190, 170, 150, 130, 110, 90, 70, 50, 30, 10].map((minutes) =>
      cloudEvent({ type, subject: 'shipment:STANDS', time: at(minutes), data: place }),
    );
    const pickedUp = cloudEvent({ subject: 'shipment:STANDS', time: at(360), data: { milestone: 'PICKED_UP' } });
    await operator('/v1/events', { body: JSON.stringify([pickedUp, ...fixes]), headers: BATCH });
    const raised = async () => (await operator('/v1/exceptions?shipmentId=STANDS&settled=true')).body.items?.[0];
    await until('the exception', async () => (await raised()) !== undefined);
    const exception = await raised();
    const cookie = firstCookie(await comeBy(anna), 'waybill-session');
    const path = `/v1/exceptions/${exception.exceptionId}`;
    const done = await send(`${path}/acknowledge`, { body: {}, headers: { cookie, 'sec-fetch-site': 'same-origin' } });
    expect(done.status).toBe(200);
    const { history } = (await operator(`${path}?minPosition=${done.body.position}`)).body;
    expect(history.at(-1).data).toMatchObject({ actor: 'person:anna' });
  });

  it('stays for another hour by asking the issuer again, and is out when that says so', async () => {
    const cookieOf = (answer: { headers: Headers }) => firstCookie(answer, 'waybill-renewal');
    const renew = (cookie: string, headers: Record<string, string> = { 'sec-fetch-site': 'same-origin' }) =>
      send('/v1/session/renewal', { method: 'POST', headers: { cookie, ...headers } });
    const signedIn = await comeBy(anna);
    expect(signedIn.headers.getSetCookie()).toContainEqual(
      expect.stringMatching(/^waybill-renewal=v1\.[\w-]+; Max-Age=43200; Path=\/v1\/session; HttpOnly; SameSite=Strict$/),
    );
    const first = cookieOf(signedIn);
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }, {}])
      expect((await renew(first, headers as Record<string, string>)).status).toBe(403);
    for (const cookie of [
      '',
      `${first.slice(0, 60)}${first[60] === 'A' ? 'B' : 'A'}${first.slice(61)}`,
      first.replace('renewal', 'session'),
    ])
      expect((await renew(cookie)).status).toBe(401);
    company.person = { ...anna, realm_access: { roles: ['it'] } };
    const renewed = await renew(first);
    expect(renewed.body).toMatchObject({ keyId: 'person:anna', role: 'operator' });
    const session = firstCookie(renewed, 'waybill-session');
    expect((await send('/v1/api-keys', { headers: { cookie: session } })).status).toBe(200);
    const outOfHere = async (cookie: string) => {
      const answer = await renew(cookie);
      expect([answer.status, answer.body.type]).toEqual([401, problem('authentication-required')]);
      expect(answer.headers.getSetCookie().map((one) => one.slice(0, one.indexOf(';')))).toEqual(['waybill-session=', 'waybill-renewal=']);
    };
    // A copy that was used once opens nothing; neither does one of a person who lost the role, became another, or was locked out.
    await outOfHere(first);
    for (const person of [
      { ...anna, realm_access: { roles: ['driver'] } },
      { ...anna, preferred_username: 'otto' },
    ]) {
      const cookie = cookieOf(await comeBy(anna));
      company.person = person;
      await outOfHere(cookie);
    }
    const cookie = cookieOf(await comeBy(anna));
    company.letsIn = false;
    await outOfHere(cookie);
    company.letsIn = true;
  });

  it('is nobody here without a role', async () => {
    const answer = await comeBy({ ...anna, realm_access: { roles: ['driver'] } });
    expect([...outcome(answer), firstCookie(answer, 'waybill-session')]).toEqual([303, '/#sign-in=forbidden', '']);
  });

  it('comes in once, in the browser that began, and for the attempt that it began', async () => {
    const first = await atTheIssuer(anna);
    const second = await atTheIssuer(anna);
    const failed = [303, '/#sign-in=failed'];
    expect(outcome(await send(first.callback))).toEqual(failed);
    expect(outcome(await send(first.callback, { headers: { cookie: second.cookie } }))).toEqual(failed);
    expect(outcome(await send(first.callback, { headers: { cookie: `${first.cookie}x` } }))).toEqual(failed);
    expect(outcome(await send('/v1/session/oidc/callback?error=access_denied', { headers: { cookie: first.cookie } }))).toEqual(failed);
    expect(outcome(await send(first.callback, { headers: { cookie: first.cookie } }))).toEqual([303, '/']);
    expect(outcome(await send(first.callback, { headers: { cookie: first.cookie } }))).toEqual(failed);
  });

  it.each([
    ['for another attempt', { nonce: 'another' }],
    ['for another client', { aud: 'another' }],
    ['by another issuer', { iss: 'https://evil.example' }],
  ])('is not who a token says that was made %s', async (_, claims) => {
    company.spoil = (genuine) => ({ ...genuine, ...claims });
    const answer = await comeBy(anna).finally(() => {
      company.spoil = (genuine) => genuine;
    });
    expect(outcome(answer)).toEqual([303, '/#sign-in=failed']);
  });

  it('cannot change the cookie', async () => {
    const cookie = firstCookie(await comeBy(anna), 'waybill-session');
    const changed = cookie.slice(0, 40) + (cookie[40] === 'A' ? 'B' : 'A') + cookie.slice(41);
    expect((await send('/v1/session', { headers: { cookie: changed } })).status).toBe(401);
  });
});
