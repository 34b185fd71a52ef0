import type { z } from 'zod';
import { apiKeyCreated, apiKeyRevoked, deploymentCreated, signInTicketUsed } from './administration';
import { CARRIER_EVENTS } from './carrier-events';
import * as decisions from './decisions';
import { type CatalogueEntry, entry } from './entry';
import { ETA_EVENTS } from './eta';
import * as exceptions from './exceptions';
import { geofenceDrawn, geofenceRetired } from './geofences';
import { itemScanned, positionReported, vehicleMoved } from './reports';
import { STREAM_EVENTS } from './stream-events';

const vehicle = { scheme: 'vehicle' as const, value: 'TRUCK-7' };
const container = { scheme: 'container' as const, value: 'CSQU3054383' };
const carried = { unit: container, on: vehicle };
const hamburg = { name: 'Hamburg Altenwerder', latitude: 53.5045, longitude: 9.9312, unlocode: 'DEHAM' };
const munich = { name: 'Munich depot', latitude: 48.1372, longitude: 11.5756 };
const route = { type: 'LineString' as const, coordinates: [[9.9312, 53.5045] as [number, number], [11.5756, 48.1372] as [number, number]] };
const yard = {
  geofenceId: 'c0a8012e-7a52-5c35-9c0e-5b1f4c6ad001',
  name: 'Yard Altenwerder',
  geometry: { type: 'Circle' as const, centre: { latitude: 53.5045, longitude: 9.9312 }, radiusMetres: 400 },
};
const eventId = '7d0c7a3e-51f3-5d7e-8f6d-0a54d2f3b7a1';
const linkId = '9f86d081884c7d659a2feaa0c55ad015';
const exceptionId = 'SHP-1001.1';
const position = { eventId, time: '2026-03-02T08:00:00Z', latitude: 50.9413, longitude: 6.9583, accuracyMetres: 8 };
const detected = (thresholds: Record<string, number>) => ({
  exceptionId,
  since: '2026-03-02T08:00:00Z',
  raisedAt: '2026-03-02T10:00:00Z',
  flapping: false,
  late: false,
  backfilled: false,
  evidence: { ruleVersion: 1, thresholds, eventIds: [eventId], positions: [position] },
});
const cleared = { exceptionId, until: '2026-03-02T11:30:00Z', eventIds: [eventId] };
const crossed = { geofenceId: 'PORT-1', name: 'Port of Hamburg', to: position, crossing: { latitude: 50.9411, longitude: 6.958 } };
const actor = 'key_1';

/** Every event type that Waybill stores. Tests and the generated docs read this table; so does the validation of reports. */
export const CATALOGUE = {
  'dev.waybill.position-reported.v1': entry(
    'report',
    'A device was at a place, with speed, heading and accuracy if known.',
    positionReported,
    {
      latitude: 50.9413,
      longitude: 6.9583,
      speedKmh: 81.5,
      headingDegrees: 172,
      accuracyMetres: 8,
    },
  ),
  'dev.waybill.item-scanned.v1': entry('report', 'A carrier recorded a milestone: actual, estimated, planned or requested.', itemScanned, {
    milestone: 'DEPARTED_HUB',
    classifier: 'ACT',
    location: { city: 'Kassel', country: 'DE', unlocode: 'DEKSF' },
    rawCode: 'P1',
  }),
  'dev.waybill.vehicle-departed.v1': entry('report', 'A vehicle left a place.', vehicleMoved, {
    location: { city: 'Hamburg', country: 'DE' },
  }),
  'dev.waybill.vehicle-arrived.v1': entry('report', 'A vehicle reached a place.', vehicleMoved, { stop: 'MUC-1' }),
  'dev.waybill.shipment-registered.v1': entry('decision', 'A coordinator asked us to track a shipment.', decisions.shipmentRegistered, {
    shipmentId: 'SHP-1001',
    carrier: 'dhl',
    identifiers: [{ scheme: 'tracking-number', value: 'DHL/00340434161094042557' }],
    origin: hamburg,
    destination: munich,
  }),
  'dev.waybill.route-planned.v1': entry('decision', 'The planned route of a shipment was set or replaced.', decisions.routePlanned, {
    route,
  }),
  'dev.waybill.identifier-assigned.v1': entry('decision', 'From a time on, a name stands for a shipment.', decisions.identifierAssigned, {
    identifier: vehicle,
    given: 'TRUCK-7',
    shipmentId: 'SHP-1001',
    commandId: eventId,
  }),
  'dev.waybill.identifier-released.v1': entry('decision', 'A name no longer stands for a shipment.', decisions.identifierReleased, {
    identifier: vehicle,
    shipmentId: 'SHP-1001',
    until: '2026-03-02T17:00:00Z',
  }),
  'dev.waybill.shipment-loaded.v1': entry('decision', 'A shipment went aboard a unit at the event time.', decisions.shipmentLoaded, {
    shipmentId: 'SHP-1001',
    unit: container,
  }),
  'dev.waybill.shipment-unloaded.v1': entry('decision', 'A shipment left a unit at the event time.', decisions.shipmentLoaded, {
    shipmentId: 'SHP-1001',
    unit: container,
  }),
  'dev.waybill.unit-loaded.v1': entry(
    'decision',
    'A unit went onto another one: a device on a vehicle, a container on a vessel.',
    decisions.unitLoaded,
    carried,
  ),
  'dev.waybill.unit-unloaded.v1': entry('decision', 'A unit left the one it was on.', decisions.unitLoaded, carried),
  'dev.waybill.shipment-cancelled.v1': entry('decision', 'A coordinator cancelled the shipment.', decisions.shipmentCancelled, {
    reason: 'customer withdrew the order',
  }),
  'dev.waybill.delivered.v1': entry('decision', 'A coordinator recorded the delivery.', decisions.delivered, {
    proof: { reference: 'POD-778' },
  }),
  'dev.waybill.fact-retracted.v1': entry('decision', 'An earlier fact was wrong and no longer counts.', decisions.factRetracted, {
    eventId,
    reason: 'scanned by mistake',
  }),
  'dev.waybill.fact-reinstated.v1': entry(
    'decision',
    'A fact that attribution had moved away counts here again.',
    decisions.factReinstated,
    {
      eventId,
      reason: 'reattributed',
    },
  ),
  'dev.waybill.tracking-link-issued.v1': entry(
    'decision',
    'A customer may follow the shipment through this link.',
    decisions.trackingLink,
    { linkId },
  ),
  'dev.waybill.tracking-link-revoked.v1': entry('decision', 'The link no longer works.', decisions.trackingLink, { linkId }),
  'dev.waybill.api-key-created.v1': entry('decision', 'An operator made an API key.', apiKeyCreated, {
    keyId: 'key_1',
    name: 'DHL webhook',
    role: 'integration',
    sourcePrefix: 'https://dhl.example/',
    sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  }),
  'dev.waybill.api-key-revoked.v1': entry('decision', 'An operator revoked an API key.', apiKeyRevoked, { keyId: 'key_1' }),
  ...CARRIER_EVENTS,
  'dev.waybill.deployment-created.v1': entry(
    'decision',
    'This log was started: its identity for everything derived from it.',
    deploymentCreated,
    {
      deploymentId: eventId,
    },
  ),
  'dev.waybill.no-movement-detected.v1': entry(
    'derivation',
    'Positions keep coming, but for too long all from one place. Raises an exception.',
    exceptions.exceptionDetected,
    detected({ movementRadiusMetres: 200, noMovementAfterSeconds: 7200 }),
  ),
  'dev.waybill.movement-resumed.v1': entry(
    'derivation',
    'The shipment moves again: ends its exception.',
    exceptions.exceptionCleared,
    cleared,
  ),
  'dev.waybill.signal-lost.v1': entry(
    'derivation',
    'Nothing was heard of the shipment for too long. Raises an exception.',
    exceptions.exceptionDetected,
    detected({ noSignalAfterSeconds: 3600 }),
  ),
  'dev.waybill.signal-regained.v1': entry(
    'derivation',
    'The shipment was heard of again: ends its exception.',
    exceptions.exceptionCleared,
    cleared,
  ),
  'dev.waybill.off-route-detected.v1': entry(
    'derivation',
    'The shipment left the corridor of its planned route. Raises an exception.',
    exceptions.exceptionDetected,
    detected({ corridorMetres: 5000 }),
  ),
  'dev.waybill.back-on-route.v1': entry(
    'derivation',
    'The shipment is in its corridor again: ends its exception.',
    exceptions.exceptionCleared,
    cleared,
  ),
  'dev.waybill.shipment-late.v1': entry(
    'derivation',
    'The planned arrival passed, or the estimated one is too far behind it. Raises an exception.',
    exceptions.exceptionDetected,
    detected({ etaLateAfterSeconds: 1800 }),
  ),
  'dev.waybill.geofence-entered.v1': entry('derivation', 'The shipment came into a fence.', exceptions.geofenceCrossed, crossed),
  'dev.waybill.geofence-exited.v1': entry('derivation', 'The shipment left a fence.', exceptions.geofenceCrossed, crossed),
  'dev.waybill.geofence-crossing-retracted.v1': entry(
    'derivation',
    'Facts that came late or were corrected show that the shipment did not cross the fence there.',
    exceptions.geofenceCrossingRetracted,
    { eventId, reason: 'late or corrected facts show another way' },
  ),
  'dev.waybill.geofence-breached.v1': entry(
    'derivation',
    'The shipment crossed a fence that it must not cross, or is not where it must be. Raises an exception.',
    exceptions.geofenceBreached,
    { ...detected({}), geofenceId: 'PORT-1' },
  ),
  'dev.waybill.exception-amended.v1': entry(
    'derivation',
    'Facts that came late or were corrected show the same episode otherwise.',
    exceptions.exceptionAmended,
    { exceptionId, since: '2026-03-02T07:50:00Z', raisedAt: '2026-03-02T09:50:00Z', flapping: false, evidence: detected({}).evidence },
  ),
  'dev.waybill.exception-retracted.v1': entry(
    'derivation',
    'Facts that came late or were corrected show that it never was, or that it is part of another one.',
    exceptions.exceptionRetracted,
    { exceptionId, reason: 'late or corrected facts', mergedInto: 'SHP-1001.0' },
  ),
  'dev.waybill.exception-acknowledged.v1': entry('decision', 'Somebody has seen the exception.', exceptions.exceptionAcknowledged, {
    exceptionId,
    actor,
  }),
  'dev.waybill.exception-assigned.v1': entry('decision', 'Somebody sees to the exception.', exceptions.exceptionAssigned, {
    exceptionId,
    actor,
    assignee: 'night desk',
  }),
  'dev.waybill.exception-snoozed.v1': entry('decision', 'The exception is put off for a time.', exceptions.exceptionSnoozed, {
    exceptionId,
    actor,
    snoozedUntil: '2026-03-02T14:00:00Z',
  }),
  'dev.waybill.exception-resolved.v1': entry(
    'decision',
    'A person closed the exception, or the facts ended it in a way that has no event of its own.',
    exceptions.exceptionResolved,
    { exceptionId, by: 'person', actor, reason: 'driver called: flat tyre mended' },
  ),
  'dev.waybill.exception-reopened.v1': entry(
    'decision',
    'A closed or put off exception needs somebody again.',
    exceptions.exceptionReopened,
    { exceptionId, by: 'person', actor, reason: 'closed by mistake' },
  ),
  'dev.waybill.geofence-defined.v1': entry('decision', 'From the event time on, there is a geofence.', geofenceDrawn, {
    ...yard,
    rule: 'inform',
  }),
  'dev.waybill.geofence-redrawn.v1': entry('decision', 'From the event time on, a geofence is another one.', geofenceDrawn, {
    ...yard,
    rule: 'no-exit',
    appliesTo: { labels: ['high-value'] },
    schedule: { timeZone: 'Europe/Berlin', hours: [{ days: ['SA', 'SU'], from: '00:00', to: '24:00' }] },
  }),
  'dev.waybill.geofence-retired.v1': entry('decision', 'From the event time on, a geofence is no more.', geofenceRetired, {
    geofenceId: yard.geofenceId,
  }),
  ...ETA_EVENTS,
  'dev.waybill.sign-in-ticket-used.v1': entry('decision', 'A printed link signed in to the console; it does so once.', signInTicketUsed, {
    ticketId: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
  }),
  ...STREAM_EVENTS,
} as const satisfies Record<string, CatalogueEntry>;

export type EventType = keyof typeof CATALOGUE;
/** Data of an event type as it is written: JSON, as its schema describes it. */
export type JsonOf<T extends EventType> = z.input<(typeof CATALOGUE)[T]['schema']>;
/** The same as it is read: times are instants. */
export type DataOf<T extends EventType> = z.output<(typeof CATALOGUE)[T]['schema']>;

export const EVENT_TYPES = Object.keys(CATALOGUE) as EventType[];
export const isEventType = (type: string): type is EventType => Object.hasOwn(CATALOGUE, type);

/** Types that the webhook takes in: what the outside world may report. */
export const REPORT_TYPES = [
  'dev.waybill.position-reported.v1',
  'dev.waybill.item-scanned.v1',
  'dev.waybill.vehicle-departed.v1',
  'dev.waybill.vehicle-arrived.v1',
] as const satisfies readonly EventType[];
export type ReportType = (typeof REPORT_TYPES)[number];
export const isReportType = (type: string): type is ReportType => (REPORT_TYPES as readonly string[]).includes(type);

export * from './administration';
export * from './bounds';
export * from './carriers';
export * from './decisions';
export type { CatalogueEntry, EventKind } from './entry';
export { ETA_BASES, ETA_ENDINGS, type EtaEnding, type EtaReason } from './eta';
export * from './exceptions';
export * from './geofences';
export * from './reports';
export * from './shapes';
