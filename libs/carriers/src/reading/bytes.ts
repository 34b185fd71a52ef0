import type { RefusalReason } from '../port';

/** Beyond this a push is not looked into. The front door's own bound is lower. */
export const MAX_BODY_BYTES = 32 * 1024 * 1024;

export type Read<T> = { readonly value: T } | { readonly reason: RefusalReason; readonly detail: string };

/** The bytes as UTF-8 text; a byte order mark is left out. */
export function readText(rawBody: Uint8Array): Read<string> {
  if (rawBody.byteLength > MAX_BODY_BYTES) return { reason: 'body-too-large', detail: `A push has at most ${MAX_BODY_BYTES} bytes.` };
  try {
    return { value: new TextDecoder('utf-8', { fatal: true }).decode(rawBody) };
  } catch {
    return { reason: 'broken-encoding', detail: 'The body is not UTF-8.' };
  }
}

export function readJson(rawBody: Uint8Array): Read<unknown> {
  const text = readText(rawBody);
  if ('reason' in text) return text;
  try {
    return { value: JSON.parse(text.value) };
  } catch {
    return { reason: 'not-json', detail: 'The body is not JSON.' };
  }
}
