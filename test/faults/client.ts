import { setTimeout as pause } from 'node:timers/promises';
import type { Sent } from './traffic';

/** A client that does what integrations are told to: send again until the answer is 2xx. */
export class Client {
  /** Keys (source + id) that were answered 2xx. */
  readonly acknowledged = new Set<string>();
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
  ): Promise<{ status: number; body: Record<string, unknown> }> {
    const answer = await fetch(`${this.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.key}`, ...(body !== undefined && { 'content-type': contentType }) },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(15_000),
    });
    const text = await answer.text();
    return { status: answer.status, body: text ? JSON.parse(text) : {} };
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
      await pause(100 + Math.random() * 100);
    }
  }

  /** Sends one report, or several as a batch, and notes what was acknowledged. */
  async send(reports: readonly Sent[]): Promise<void> {
    const [first] = reports;
    const batch = reports.length > 1;
    const body = batch ? reports.map(({ event }) => event) : (first as Sent).event;
    const answer = await this.insist(
      'POST',
      '/v1/events',
      body,
      batch ? 'application/cloudevents-batch+json' : 'application/cloudevents+json',
    );
    if (answer.rejected) throw new Error(`rejected: ${JSON.stringify(answer)}`);
    for (const { event } of reports) this.acknowledged.add(`${event.source} ${event.id}`);
  }
}
