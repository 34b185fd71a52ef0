import http from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { isFull } from './harness/profile';
import type { Sent } from './traffic';

const RETRY_MS = 300;
const OUTAGES = [429, 503, 504];
const LIMIT_MS = 15_000;
/** An outage that lasts longer is a finding. Shorter than what a test may take, so that it says what it has waited for. */
const OUTAGE_MS = isFull ? 30 * 60_000 : 100_000;

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly retryAfter: string | null;
}

const agent = new http.Agent({ keepAlive: true });

/** One request. `fetch` takes four times the processor time, of which a trial leaves little to those that it is about. */
function exchange(
  url: string,
  options: http.RequestOptions,
  body: string | undefined,
): Promise<{ text: string; response: http.IncomingMessage }> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { ...options, agent, timeout: LIMIT_MS }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('error', reject);
      response.on('end', () => resolve({ text, response }));
    });
    request.on('timeout', () => request.destroy(new Error(`no answer within ${LIMIT_MS} ms`)));
    request.on('error', reject);
    request.end(body);
  });
}

/** A client that does what integrations are told to: send again until the answer is 2xx. */
export class Client {
  /** Reports that were answered 2xx. */
  acknowledged = 0;
  retries = 0;

  constructor(
    readonly url: string,
    private readonly key: string,
  ) {}

  async call(method: string, path: string, body?: unknown, contentType = 'application/json'): Promise<Answer> {
    const headers = { authorization: `Bearer ${this.key}`, ...(body !== undefined && { 'content-type': contentType }) };
    const content = body === undefined ? undefined : JSON.stringify(body);
    const { text, response } = await exchange(`${this.url}${path}`, { method, headers }, content);
    const retryAfter = response.headers['retry-after'] ?? null;
    return { status: response.statusCode ?? 0, body: text ? JSON.parse(text) : {}, retryAfter };
  }

  /** Repeats a call through outages, until the answer is neither an outage nor overload. @throws when that takes too long */
  async insist(method: string, path: string, body?: unknown, contentType?: string): Promise<Record<string, unknown>> {
    const began = performance.now();
    for (;;) {
      const answer = await this.call(method, path, body, contentType).catch(String);
      const isAnswer = typeof answer === 'object';
      if (isAnswer && answer.status < 400) return answer.body;
      const said = isAnswer ? `${answer.status} ${JSON.stringify(answer.body)}` : answer;
      if (isAnswer && !OUTAGES.includes(answer.status)) throw new Error(`${method} ${path}: ${said}`);
      if (performance.now() - began > OUTAGE_MS) throw new Error(`${method} ${path}: nothing but ${said} for ${OUTAGE_MS / 1_000} s`);
      this.retries += 1;
      await pause(RETRY_MS);
    }
  }

  /** Sends a report until it is acknowledged. */
  async send({ event }: Sent): Promise<void> {
    const answer = await this.insist('POST', '/v1/events', event, 'application/cloudevents+json');
    if (answer.rejected) throw new Error(`rejected: ${JSON.stringify(answer)}`);
    this.acknowledged += 1;
  }
}
