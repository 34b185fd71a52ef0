import { createHash } from 'node:crypto';
import { KeyRing } from '../access/key-ring';
import { SessionCookies } from './session-cookies';

const DEPLOYMENT = createHash('sha256').update('deployment').digest();
const company = { issuer: 'https://id.example', clientId: 'waybill', clientSecret: 'one' };
const anna = { personId: 'person:anna', name: 'Anna Brandt', role: 'coordinator' } as const;
const END = Date.parse('2026-03-01T22:00:00Z');

const keys = new KeyRing('wbk_bootstrap_bootstrap');
const operator = keys.find('wbk_bootstrap_bootstrap') as NonNullable<ReturnType<KeyRing['find']>>;
const cookies = new SessionCookies(DEPLOYMENT, false, company);
const cookieOf = (setCookie: string): string => setCookie.split(';')[0] as string;

describe.each([
  ['a key', cookies.signIn(operator, END)],
  ['a person', cookies.signInPerson(anna, END)],
])('the session of %s', (_, setCookie) => {
  it('opens until its end, and so does what was opened with it', () => {
    const signedIn = cookies.keyOf(cookieOf(setCookie), keys, END - 1);
    expect(signedIn).toMatchObject({ role: expect.any(String), until: END });
    expect(cookies.keyOf(cookieOf(setCookie), keys, END)).toBeUndefined();
    expect(signedIn && [END - 1, END].map((now) => keys.admits(signedIn, now))).toEqual([true, false]);
  });

  it('is none in another deployment', () => {
    const other = new SessionCookies(createHash('sha256').update('other').digest(), false, company);
    expect(other.keyOf(cookieOf(setCookie), keys, END - 1)).toBeUndefined();
  });
});

it('ends with its key', () => {
  const signedIn = cookies.keyOf(cookieOf(cookies.signIn(operator, END)), keys, END - 1);
  const others = new KeyRing('wbk_another_another');
  expect(signedIn && others.admits(signedIn, END - 1)).toBe(false);
  expect(others.admits(operator, END)).toBe(false);
  expect(keys.admits(operator, END)).toBe(true);
});

it.each([
  ['issuer', 'https://other.example'],
  ['clientId', 'other'],
  ['clientSecret', 'two'],
])('of a person ends when the company has another %s', (name, value) => {
  const signedIn = cookieOf(cookies.signInPerson(anna, END));
  expect(new SessionCookies(DEPLOYMENT, false, { ...company, [name]: value }).keyOf(signedIn, keys, END - 1)).toBeUndefined();
  expect(new SessionCookies(DEPLOYMENT, false).keyOf(signedIn, keys, END - 1)).toBeUndefined();
});

it('is kept to this very host, and to TLS, where browsers come by https', () => {
  const secure = new SessionCookies(DEPLOYMENT, true, company);
  for (const setCookie of [secure.signIn(operator, END), secure.signInPerson(anna, END), secure.signOut()])
    expect(setCookie).toMatch(/^__Host-waybill-session=[^;]*; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
  const unnamed = cookieOf(secure.signIn(operator, END)).replace('__Host-', '');
  expect(secure.keyOf(unnamed, keys, END - 1)).toBeUndefined();
});
