import {
  API_KEY_TYPES,
  ARRIVAL_TYPES,
  ETA_TYPES,
  GEOFENCE_TYPES,
  IDENTIFIER_TYPES,
  SHIPMENT_TYPES,
  SITE_TYPES,
  SOURCE_TYPES,
  TRACKING_PAGE_TYPES,
} from './by-stream';
import { CATALOGUE, type EventType } from './index';

/** Types of streams that no state of this list is folded from. */
const OTHERS = [
  'dev.waybill.deployment-created.v1',
  'dev.waybill.sign-in-ticket-used.v1',
  'dev.waybill.push-received.v1',
  'dev.waybill.push-taken-in.v1',
  'dev.waybill.scans-noted.v1',
  'dev.waybill.code-unmapped.v1',
  'dev.waybill.eta-model-trained.v1',
  'dev.waybill.eta-model-promoted.v1',
  'dev.waybill.no-movement-detected.v1',
  'dev.waybill.movement-resumed.v1',
  'dev.waybill.signal-lost.v1',
  'dev.waybill.signal-regained.v1',
  'dev.waybill.off-route-detected.v1',
  'dev.waybill.back-on-route.v1',
  'dev.waybill.departure-overdue.v1',
  'dev.waybill.shipment-late.v1',
  'dev.waybill.geofence-entered.v1',
  'dev.waybill.geofence-exited.v1',
  'dev.waybill.geofence-crossing-retracted.v1',
  'dev.waybill.geofence-breached.v1',
  'dev.waybill.exception-amended.v1',
  'dev.waybill.exception-retracted.v1',
  'dev.waybill.exception-acknowledged.v1',
  'dev.waybill.exception-assigned.v1',
  'dev.waybill.exception-snoozed.v1',
  'dev.waybill.exception-resolved.v1',
  'dev.waybill.exception-reopened.v1',
  'dev.waybill.stream-remembered.v1',
  'dev.waybill.streams-listed.v1',
] as const satisfies readonly EventType[];

const LISTED = [
  ...SHIPMENT_TYPES,
  ...IDENTIFIER_TYPES,
  ...ETA_TYPES,
  ...ARRIVAL_TYPES,
  ...GEOFENCE_TYPES,
  ...API_KEY_TYPES,
  ...TRACKING_PAGE_TYPES,
  ...SOURCE_TYPES,
  ...SITE_TYPES,
  ...OTHERS,
] as const;
type Unlisted = Exclude<EventType, (typeof LISTED)[number]>;

it('every event type stands in the list of its stream, or among those that are folded nowhere', () => {
  // The compiler names a type that is missing: add it to the list of its stream, or to those above.
  const isComplete: [Unlisted] extends [never] ? true : Unlisted = true;
  expect(isComplete).toBe(true);
  expect([...new Set<string>(LISTED)].sort()).toEqual(Object.keys(CATALOGUE).sort());
});
