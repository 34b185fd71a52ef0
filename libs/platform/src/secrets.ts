import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

export { parseKey } from './keys';

const IV_BYTES = 12;
const TAG_BYTES = 16;
const LINK_ID_BYTES = 16;
const MAC_BYTES = 16;

/** A sealed value that was altered, sealed with another key, or for another purpose. */
export class BrokenSealError extends Error {
  constructor() {
    super('The sealed value cannot be opened: it was altered, or sealed with another deployment key');
    this.name = 'BrokenSealError';
  }
}

/**
 * Encrypts with AES-256-GCM under the deployment key. `purpose` (for example the source's id) is authenticated,
 * so that one record's secret cannot be moved into another record.
 */
export function sealWithKey(key: Buffer, plain: string | Buffer, purpose = ''): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(purpose));
  const body = Buffer.concat([typeof plain === 'string' ? cipher.update(plain, 'utf8') : cipher.update(plain), cipher.final()]);
  return `v1.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')}`;
}

/** Opens what `sealWithKey` sealed for the same purpose. @throws BrokenSealError */
export function openWithKey(key: Buffer, sealed: string, purpose = ''): Buffer {
  const bytes = Buffer.from(sealed.startsWith('v1.') ? sealed.slice(3) : '', 'base64url');
  if (bytes.length < IV_BYTES + TAG_BYTES) throw new BrokenSealError();
  const tag = bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(purpose)).setAuthTag(tag);
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
  } catch {
    throw new BrokenSealError();
  }
}

const linkMac = (deploymentKey: Buffer, linkId: Buffer) =>
  createHmac('sha256', deploymentKey).update(linkId).digest().subarray(0, MAC_BYTES);

/** The secret in a customer's link: the link's id and 128 bits that only this deployment can compute. The log holds the id alone. */
export function trackingToken(deploymentKey: Buffer, linkId: Buffer): string {
  if (linkId.length !== LINK_ID_BYTES) throw new RangeError('A tracking link id has 16 bytes');
  return Buffer.concat([linkId, linkMac(deploymentKey, linkId)]).toString('base64url');
}

/** The link id (hex) in a token that this deployment made; undefined for any other text. Takes the same time for every wrong token. */
export function readTrackingToken(deploymentKey: Buffer, token: string): string | undefined {
  if (!/^[A-Za-z0-9_-]{43}$/.test(token)) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  const linkId = bytes.subarray(0, LINK_ID_BYTES);
  const genuine = timingSafeEqual(bytes.subarray(LINK_ID_BYTES), linkMac(deploymentKey, linkId));
  // 43 characters carry two spare bits: only the one canonical spelling counts, so a token has no aliases.
  return genuine && bytes.toString('base64url') === token ? linkId.toString('hex') : undefined;
}

/** What is stored of an API key: its SHA-256 in hex. Keys hold 256 random bits, so no salt or slow hash is needed. */
export function hashApiKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** An API key: `wbk_` and 32 bytes that cannot be guessed, new ones unless given. Shown once, stored hashed. */
export function newApiKey(secret = randomBytes(32)): string {
  return `wbk_${secret.toString('base64url')}`;
}

/** Whether a text has the form of an API key that was made here. */
export const hasApiKeyForm = (text: string): boolean => /^wbk_[A-Za-z0-9_-]{43}$/.test(text);

/** The public id of an API key. It follows from the key, so that what the log says of a key can be looked up; the key does not follow from it. */
export const apiKeyId = (key: string): string => `key_${hashApiKey(key).slice(0, 32)}`;

/** A new deployment key in the spelling that DEPLOYMENT_KEY takes. */
export function newDeploymentKey(): string {
  return randomBytes(32).toString('base64url');
}

/** Compares two secrets without telling by its duration where they differ; lengths are hidden too. */
export function constantTimeEquals(a: string | Buffer, b: string | Buffer): boolean {
  const digest = (value: string | Buffer) => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(a), digest(b));
}

const ticketMac = (deploymentKey: Buffer, expiresAt: string, ticketId: string) =>
  createHmac('sha256', deploymentKey).update(`sign-in ticket\n${expiresAt}\n${ticketId}`).digest('base64url');

/** The ticket of a link that signs in to the console as the operator, once, until a time (Unix milliseconds). */
export function newSignInTicket(deploymentKey: Buffer, expiresAt: number): string {
  const ticketId = randomBytes(16).toString('hex');
  return `${expiresAt}.${ticketId}.${ticketMac(deploymentKey, String(expiresAt), ticketId)}`;
}

/** The id of a ticket that this deployment made and that has not expired; undefined for any other text. */
export function readSignInTicket(deploymentKey: Buffer, ticket: string, now: number): string | undefined {
  const { expiresAt, ticketId, mac } = /^(?<expiresAt>\d{13})\.(?<ticketId>[0-9a-f]{32})\.(?<mac>[\w-]{43})$/.exec(ticket)?.groups ?? {};
  if (expiresAt === undefined || ticketId === undefined || mac === undefined) return undefined;
  const genuine = constantTimeEquals(mac, ticketMac(deploymentKey, expiresAt, ticketId));
  return genuine && Number(expiresAt) > now ? ticketId : undefined;
}
