import { setTimeout as sleep } from 'node:timers/promises';
import { type Message, messagesOf, TEST_CARRIER, type TestShipment } from '@waybill/carriers';
import { type EventLog, type LogPosition, openFeed } from '@waybill/event-store';
import { identifierStream, type StoredEvent } from '@waybill/events';
import type { Clock, Logger } from '@waybill/platform';

/** Where the API is reached, and the key that lets a carrier in. */
export interface Door {
  readonly url: string;
  readonly key: string;
}

const NUMBERS = identifierStream({ scheme: 'tracking-number', value: `${TEST_CARRIER}/${TEST_CARRIER}-` });
/** So long a story of hours takes, in milliseconds: long enough to look on, short enough to wait for. */
const STORY_MS = 3_000;
/** Stories that a process which ended had begun lately are told again from their beginning: what was told is a duplicate. */
const LATELY_MS = 2 * 60_000;
const MAX_STORIES = 50;
const RETRY_MS = 1_000;
const MAX_ATTEMPTS = 20;

/** The API is not up to it yet, or not any more: a registration may still be under way. */
const passes = (status: number): boolean => status === 404 || status === 429 || status >= 500;

/**
 * The carrier TEST, for trying things out: it hears that a shipment has one of its numbers, and reports on it through the public webhook
 * like any other carrier. Where several APIs run, each tells the story, and all but the first telling are duplicates.
 */
export class TestCarrier {
  private readonly stories = new Set<Promise<void>>();

  constructor(
    private readonly log: EventLog,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** Tells stories until the signal. */
  async serve(door: Door, signal: AbortSignal): Promise<void> {
    const from = await this.lately(signal);
    for await (const { events } of openFeed(this.log, { from, prefixes: [NUMBERS], signal })) {
      for (const event of events) if (event.type === 'dev.waybill.identifier-assigned.v1') await this.begin(event, door, signal);
    }
  }

  private async lately(signal: AbortSignal): Promise<LogPosition | 'start'> {
    for (; !signal.aborted; await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined)) {
      const position = await this.log.headAt(this.clock.now() - LATELY_MS).catch(() => undefined);
      if (position) return position;
    }
    return 'start';
  }

  private async begin(
    { data, recordedTime }: StoredEvent<'dev.waybill.identifier-assigned.v1'>,
    door: Door,
    signal: AbortSignal,
  ): Promise<void> {
    const { shipmentId, identifier, from } = data;
    const number = identifier.value.slice(identifier.value.indexOf('/') + 1);
    const shipment: TestShipment = { shipmentId, number, from, assignedAt: recordedTime };
    const messages = messagesOf(shipment);
    if (!messages) return;
    if (this.stories.size >= MAX_STORIES) await Promise.race(this.stories);
    const story = this.tell(messages, door, signal).catch((err: unknown) =>
      this.logger.warn({ err, shipmentId, number }, 'The story of a test number broke off'),
    );
    this.stories.add(story);
    void story.finally(() => this.stories.delete(story));
  }

  private async tell(messages: readonly Message[], door: Door, signal: AbortSignal): Promise<void> {
    for (const message of messages) {
      await sleep(STORY_MS / messages.length, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      await this.send(message, door, signal);
    }
  }

  private async send({ path, type, idempotencyKey, body }: Message, { url, key }: Door, signal: AbortSignal): Promise<void> {
    const headers = {
      authorization: `Bearer ${key}`,
      'content-type': type,
      ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
    };
    for (let attempt = 1; ; attempt += 1) {
      const answer = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body), signal }).catch(() => undefined);
      if (signal.aborted || answer?.ok) return;
      if ((answer && !passes(answer.status)) || attempt >= MAX_ATTEMPTS)
        throw new Error(`POST ${path} answered ${answer ? `${answer.status}: ${(await answer.text()).slice(0, 500)}` : 'nothing'}`);
      await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
