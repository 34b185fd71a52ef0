import { setTimeout as pause } from 'node:timers/promises';
import type { Sent } from './traffic';

const RETRY_MS = 300;

/** A client that does what integrations are told to: send again until the answer is 2xx. */
export class Client {
  /** Reports that were answered 2xx. */
  acknowledged = 0;
  retries = 0;

  constructor(
    readonly url: string,
    private readonly key: string,
  ) {}

  async call(
    method: string,
    path: string,
    body?: unknown,
    contentType = 'application/json',
  ): Promise<{ status: number; body: Record<string, unknown>; retryAfter: string | null }> {
    const answer = await fetch(`${this.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.key}`, ...(body !== undefined && { 'content-type': contentType }) },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(15_000),
    });
    const text = await answer.text();
    return { status: answer.status, body: text ? JSON.parse(text) : {}, retryAfter: answer.headers.get('retry-after') };
  }

  /** Repeats a call through outages, until the answer is neither an outage nor overload. */
  async insist(method: string, path: string, body?: unknown, contentType?: string): Promise<Record<string, unknown>> {
    for (;;) {
      const answer = await this.call(method, path, body, contentType).catch(() => undefined);
      if (answer && answer.status < 400) return answer.body;
      if (answer && answer.status !== 503 && answer.status !== 429 && answer.status !== 504) {
        throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      }
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
