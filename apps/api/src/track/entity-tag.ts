import { hash } from 'node:crypto';

/** Strong: a hash of the very bytes, quotes included. */
export const entityTag = (text: string): string => `"${hash('sha256', text, 'base64url').slice(0, 22)}"`;

/** RFC 9110 13.1.2: whether an If-None-Match names the entity tag. The comparison is weak, so `W/` makes no difference. */
export function isKnownTag(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  return ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}
