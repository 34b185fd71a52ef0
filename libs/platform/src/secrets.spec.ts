import { createHash, randomBytes } from 'node:crypto';
import {
  apiKeyId,
  BrokenSealError,
  constantTimeEquals,
  hasApiKeyForm,
  hashApiKey,
  newApiKey,
  newDeploymentKey,
  openWithKey,
  parseKey,
  readTrackingToken,
  sealWithKey,
  trackingToken,
} from './secrets';

const key = randomBytes(32);
const flipped = (text: string, at: number) => {
  const bytes = Buffer.from(text, 'base64url');
  bytes[at] = (bytes[at] as number) ^ 1;
  return bytes.toString('base64url');
};

describe('sealing', () => {
  it('opens what it sealed, and seals differently each time', () => {
    const sealed = sealWithKey(key, 'whsec_ä', 'source-1');
    expect(openWithKey(key, sealed, 'source-1').toString()).toBe('whsec_ä');
    expect(sealWithKey(key, 'whsec_ä', 'source-1')).not.toBe(sealed);
  });

  it('refuses another key, another purpose, and any altered byte', () => {
    const sealed = sealWithKey(key, 'secret', 'source-1');
    const bytes = Buffer.from(sealed.slice(3), 'base64url').length;
    expect(() => openWithKey(randomBytes(32), sealed, 'source-1')).toThrow(BrokenSealError);
    expect(() => openWithKey(key, sealed, 'source-2')).toThrow(BrokenSealError);
    for (let at = 0; at < bytes; at++)
      expect(() => openWithKey(key, `v1.${flipped(sealed.slice(3), at)}`, 'source-1')).toThrow(BrokenSealError);
    for (const text of ['', 'v1.', 'v2.abc', sealed.slice(3)]) expect(() => openWithKey(key, text)).toThrow(BrokenSealError);
  });
});

describe('tracking tokens', () => {
  const linkId = Buffer.from('00112233445566778899aabbccddeeff', 'hex');

  it('keep their form, so that links already sent go on working', () => {
    expect(trackingToken(Buffer.alloc(32, 7), linkId)).toBe('ABEiM0RVZneImaq7zN3u_wRqMLOB5JaBlurn4726cas');
  });

  it('lead back to the link', () => {
    expect(readTrackingToken(key, trackingToken(key, linkId))).toBe(linkId.toString('hex'));
  });

  it('are refused when any bit differs, with another key, or in another spelling', () => {
    const token = trackingToken(key, linkId);
    for (let at = 0; at < 32; at++) expect(readTrackingToken(key, flipped(token, at))).toBeUndefined();
    const alias = `${token.slice(0, -1)}${String.fromCharCode(token.charCodeAt(42) + 1)}`;
    for (const wrong of [alias, `${token}=`, token.slice(1), '', `${token}\n`]) expect(readTrackingToken(key, wrong)).toBeUndefined();
    expect(readTrackingToken(randomBytes(32), token)).toBeUndefined();
  });
});

describe('keys', () => {
  it('are read as hex or base64url of 32 bytes only', () => {
    for (const form of ['hex', 'base64', 'base64url'] as const) expect(parseKey(key.toString(form))).toEqual(key);
    for (const wrong of ['', 'x', key.toString('hex').slice(2), randomBytes(31).toString('base64url')])
      expect(parseKey(wrong)).toBeUndefined();
    expect(parseKey(newDeploymentKey())).toHaveLength(32);
  });

  it('of the API are random, prefixed and stored hashed', () => {
    expect(newApiKey()).toMatch(/^wbk_[A-Za-z0-9_-]{43}$/);
    expect(newApiKey()).not.toBe(newApiKey());
    expect(hashApiKey('abc')).toBe(createHash('sha256').update('abc').digest('hex'));
  });

  it('of the API name their own id, and have one form', () => {
    const key = newApiKey(Buffer.alloc(32, 7));
    expect(key).toBe(newApiKey(Buffer.alloc(32, 7)));
    expect(apiKeyId(key)).toMatch(/^key_[0-9a-f]{32}$/);
    expect(apiKeyId(key)).not.toBe(apiKeyId(newApiKey()));
    expect([key, newApiKey()].every(hasApiKeyForm)).toBe(true);
    expect(['', 'wbk_', `${key}A`, key.slice(0, -1), `x${key}`, `${key}\n`, key.replace('wbk_', 'WBK_')].some(hasApiKeyForm)).toBe(false);
  });

  it('compare by content', () => {
    expect(constantTimeEquals('abc', Buffer.from('abc'))).toBe(true);
    expect(constantTimeEquals('abc', 'abcd')).toBe(false);
  });
});
