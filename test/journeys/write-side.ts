import { randomUUID } from 'node:crypto';
import { EventLog } from '@waybill/event-store';
import type { Report } from '@waybill/events';
import { type Instant, parseSubject, type StoredEvent, type Subject, shipmentStream } from '@waybill/events';
import type { CommandContext } from '@waybill/streams';
import { Attribution, type GivenIdentifier } from '@waybill/tracking';
import { Commands } from '../support/commands';
import { type RunningEventNode, startEventNode } from '../support/event-node';
import { eventsOf } from '../support/stored-events';

export const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const start = Date.now() - 3_600_000;
export const at = (minutes: number): Instant => (start + minutes * 60_000) as Instant;
export const context = (idempotencyKey?: string, body: unknown = {}): CommandContext => ({ caller: 'key_1', idempotencyKey, body });
export const place = { latitude: 53.5, longitude: 9.9 };

export function report(
  subject: string,
  minutes: number,
  id: string = randomUUID(),
  data: object = { latitude: 50, longitude: 8 + minutes / 1000 },
): Report {
  const time = at(minutes);
  const attributes = { specversion: '1.0', time: new Date(time).toISOString(), subject };
  const type = 'milestone' in data ? 'dev.waybill.item-scanned.v1' : 'dev.waybill.position-reported.v1';
  return { source: 'urn:test:carrier', id, type, subject: parseSubject(subject) as Subject, time, attributes, data };
}
export const scan = (subject: string, minutes: number, milestone: string, id?: string): Report =>
  report(subject, minutes, id, { milestone });

/** The write side against the real store, and what ends in which stream. Sets up and tears down by itself. */
export function writeSide() {
  let node: RunningEventNode;
  let log: EventLog;
  let tracking: Commands;
  let attribution: Attribution;
  /** The last event that the attribution has been told of. */
  let considered: StoredEvent | undefined;

  beforeAll(async () => {
    node = await startEventNode();
    log = EventLog.connect(node.address);
    tracking = new Commands({ log, clock });
    attribution = Attribution.open({ log, clock });
  });
  afterAll(async () => {
    await log?.close();
    await node?.stop();
  });

  const events = (stream: string) => eventsOf(log, stream);
  const reportsOf = async (shipmentId: string) =>
    (await events(shipmentStream(shipmentId))).filter(({ metadata }) => metadata.source === 'urn:test:carrier');

  /** What counts of the reports of a shipment: ids that were not retracted. */
  async function counting(shipmentId: string): Promise<string[]> {
    const all = await events(shipmentStream(shipmentId));
    const out = new Set<string>();
    for (const event of all) {
      if (event.type === 'dev.waybill.fact-retracted.v1') out.add(event.data.eventId);
      if (event.type === 'dev.waybill.fact-reinstated.v1') out.delete(event.data.eventId);
    }
    return all
      .filter(({ eventId, metadata }) => metadata.source === 'urn:test:carrier' && !out.has(eventId))
      .map(({ metadata }) => metadata.id)
      .sort();
  }

  async function register(identifiers: readonly GivenIdentifier[] = [], shipmentId = `S-${randomUUID()}`): Promise<string> {
    const plan = { shipmentId, carrier: 'dhl', identifiers, origin: place, destination: place };
    const done = await tracking.register(plan, context(undefined, plan));
    expect(done).toMatchObject({ shipmentId, created: true });
    return shipmentId;
  }

  /** What has been appended since; from then on it counts as told. */
  async function news(): Promise<StoredEvent[]> {
    const last = considered;
    const batch: StoredEvent[] = [];
    for await (const event of log.readAll(last && { from: { commit: last.position, prepare: last.preparePosition } })) {
      if (event.eventId === last?.eventId) continue;
      if (/^(shipment|identifier)-/.test(event.stream)) batch.push(event);
      considered = event;
    }
    return batch;
  }

  /** Feeds the log to the attribution, from where it was, until it has nothing more to do. */
  async function settle(): Promise<void> {
    for (let batch = await news(); batch.length > 0; batch = await news()) {
      let handled = await attribution.handle(batch);
      while (handled.pending !== undefined) handled = await attribution.handle([]);
    }
  }

  /** Hands the whole log to another attribution. */
  async function settleAfresh(): Promise<void> {
    attribution = Attribution.open({ log, clock });
    considered = undefined;
    await settle();
  }

  return {
    log: () => log,
    tracking: () => tracking,
    anotherTracking: () => new Commands({ log, clock }),
    ...{ events, reportsOf, counting, register, settle, settleAfresh },
  };
}
