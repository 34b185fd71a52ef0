import { formatInstant, type Instant } from '@waybill/events';
import { STORIES, type Story, type StoryScan, TEST_NUMBERS } from './stories';

/** As tracking numbers name it. */
export const TEST_CARRIER = 'TEST';
const SOURCE = 'urn:waybill:test-carrier';
const HOUR_MS = 3_600_000;

/** A shipment that has come to hold a number of the carrier TEST. */
export interface TestShipment {
  readonly shipmentId: string;
  /** `TEST-DELIVERED`, or the same with an ending of its own: `TEST-DELIVERED-7`. */
  readonly number: string;
  /** Since when it had the number. */
  readonly assignedAt: Instant;
  /** The number was another shipment's before this time. */
  readonly from?: Instant;
}

/** A request to the API. The same ones come out for the same shipment, so that sending them again changes nothing. */
export interface Message {
  readonly path: string;
  readonly type: 'application/json' | 'application/cloudevents+json' | 'application/cloudevents-batch+json';
  readonly idempotencyKey?: string;
  readonly body: object;
}

const storyOf = (number: string): Story | undefined => {
  const name = TEST_NUMBERS.find((one) => number === one || number.startsWith(`${one}-`));
  return name && STORIES[name];
};

/** Scans are sent under the number, and so they happened while the shipment had it: the story is pressed into that time where it is shorter. */
function timeOfScan({ hour, classifier }: StoryScan, { hours }: Story, { assignedAt, from }: TestShipment): number {
  if (classifier === 'EST') return assignedAt + (hour - hours) * HOUR_MS;
  const begin = Math.min(assignedAt, Math.max(from ?? Number.NEGATIVE_INFINITY, assignedAt - hours * HOUR_MS));
  return Math.round(begin + (assignedAt - begin) * (hour / hours));
}

const eventOf = (id: string, type: string, subject: string, time: number, data: object): object => ({
  specversion: '1.0',
  id,
  source: SOURCE,
  type: `dev.waybill.${type}.v1`,
  subject,
  time: formatInstant(time),
  data,
});

function scanMessage(scan: StoryScan, story: Story, shipment: TestShipment): Message {
  const { hour, ...data } = scan;
  const id = `${shipment.shipmentId} ${scan.milestone} ${hour}`;
  const subject = `tracking-number:${TEST_CARRIER}/${shipment.number}`;
  const body = eventOf(id, 'item-scanned', subject, timeOfScan(scan, story, shipment), data);
  return { path: '/v1/events', type: 'application/cloudevents+json', body };
}

/** Since the story began the shipment is on the truck, and the fence is there. */
function truckMessages({ hours, truck }: Story, shipment: TestShipment): Message[] {
  if (!truck) return [];
  const { shipmentId, assignedAt } = shipment;
  const unit = `vehicle:TEST-TRUCK/${shipmentId}`;
  const timeOf = (hour: number): number => Math.round(assignedAt - (hours - hour) * HOUR_MS);
  const begin = formatInstant(timeOf(0));
  const fence = {
    name: `TEST yard of ${shipmentId}`,
    geometry: { type: 'Circle', ...truck.yard },
    rule: 'no-entry',
    appliesTo: { shipmentIds: [shipmentId] },
    effectiveFrom: begin,
  };
  const fixes = truck.fixes.map(({ hour, ...fix }, i) => eventOf(`${shipmentId} fix ${i}`, 'position-reported', unit, timeOf(hour), fix));
  const command = { type: 'application/json', idempotencyKey: `test-carrier ${shipmentId} ${assignedAt}` } as const;
  return [
    { ...command, path: `/v1/shipments/${shipmentId}/load`, body: { unit, at: begin } },
    { ...command, path: '/v1/geofences', body: fence },
    { path: '/v1/events', type: 'application/cloudevents-batch+json', body: fixes },
  ];
}

/** What the carrier TEST tells of a shipment, in the order in which it does; undefined where the number is none of its own. */
export function messagesOf(shipment: TestShipment): readonly Message[] | undefined {
  const story = storyOf(shipment.number);
  return story && [...story.scans.map((scan) => scanMessage(scan, story, shipment)), ...truckMessages(story, shipment)];
}
