import { randomUUID } from 'node:crypto';
import { expectDocumented } from './answers';

/** An answer, read whole. `body` is parsed when it is JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: specs look into answers of many shapes
  readonly body: any;
}

export interface Sending {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Send = (path: string, sending?: Sending) => Promise<Answer>;

function bodyOf(body: unknown): string | Uint8Array | undefined {
  return body === undefined || typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body);
}

/** What is told as it happens has no end to wait for: its beginning is the answer. */
async function textOf(answer: Response): Promise<string> {
  const isEndless = answer.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
  if (!isEndless || !answer.body) return answer.text();
  const reader = answer.body.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  return Buffer.from(value ?? []).toString('utf8');
}

/**
 * Sends requests with a key. An object as body goes as JSON; strings and bytes go as they are. Each answer is held against the API's
 * description.
 */
export function httpClient(url: string, key?: string): Send {
  return async (path, { method, body, headers = {} } = {}) => {
    const sent = bodyOf(body);
    const verb = method ?? (body === undefined ? 'GET' : 'POST');
    const answer = await fetch(url + path, {
      method: verb,
      headers: {
        ...(key && { authorization: `Bearer ${key}` }),
        ...(sent !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: sent as never,
      redirect: 'manual',
    });
    const text = await textOf(answer);
    expectDocumented(verb, url + path, { status: answer.status, headers: answer.headers, text });
    const isJson = /[/+]json/.test(answer.headers.get('content-type') ?? '');
    return { status: answer.status, headers: answer.headers, text, body: isJson && text ? JSON.parse(text) : undefined };
  };
}

export const STRUCTURED = { 'content-type': 'application/cloudevents+json' };
export const BATCH = { 'content-type': 'application/cloudevents-batch+json' };

/** A report that is taken in as it stands; parts of it can be replaced. */
export const cloudEvent = (change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  specversion: '1.0',
  id: randomUUID(),
  source: 'https://carrier.example/eu',
  type: 'dev.waybill.item-scanned.v1',
  subject: `tracking-number:dhl/${randomUUID()}`,
  time: '2026-03-01T10:00:00Z',
  data: { milestone: 'IN_TRANSIT' },
  ...change,
});

/** What a problem complains about, as pointers or parameters, sorted. */
export const complaints = ({ body }: Answer): string[] =>
  (body.errors ?? []).map(({ pointer, parameter }: { pointer?: string; parameter?: string }) => pointer ?? parameter).sort();

export const problem = (slug: string): string => `https://waybill.dev/problems/${slug}`;
