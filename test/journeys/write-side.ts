import { randomUUID } from 'node:crypto';
import type { Report } from '@waybill/events';
import { type Instant, isReportType, parseSubject, type Subject, shipmentStream } from '@waybill/events';
import type { CommandContext } from '@waybill/streams';
import { Attribution, type GivenIdentifier } from '@waybill/tracking';
import { Commands } from '../support/commands';
import { attributing, given, ownStore, type Story } from '../support/given';
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
  const store = ownStore();
  const open = () => new Commands({ log: store.log, clock });
  const afresh = () => given(store, attributing(Attribution.open({ log: store.log, clock })));
  let tracking: Commands;
  let story: Story;
  beforeAll(() => {
    [tracking, story] = [open(), afresh()];
  });

  const events = (stream: string) => eventsOf(store.log, stream);
  const reportsOf = async (shipmentId: string) => (await events(shipmentStream(shipmentId))).filter(({ type }) => isReportType(type));
  /** Ids of the reports that count for a shipment. */
  const counting = (shipmentId: string) => story.counting(shipmentId);

  async function register(identifiers: readonly GivenIdentifier[] = [], shipmentId = `S-${randomUUID()}`): Promise<string> {
    const plan = { shipmentId, carrier: 'dhl', identifiers, origin: place, destination: place };
    const done = await tracking.register(plan, context(undefined, plan));
    expect(done).toMatchObject({ shipmentId, created: true });
    return shipmentId;
  }

  /** Feeds the log to the attribution, from where it was, until it has nothing more to do. */
  const settle = () => story.settles();

  /** Hands the whole log to another attribution. */
  async function settleAfresh(): Promise<void> {
    story = afresh();
    await settle();
  }

  return {
    log: () => store.log,
    tracking: () => tracking,
    anotherTracking: open,
    ...{ events, reportsOf, counting, register, settle, settleAfresh },
  };
}
