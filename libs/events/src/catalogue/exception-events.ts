import { type CatalogueEntry, entry } from './entry';
import * as exceptions from './exceptions';

const eventId = '7d0c7a3e-51f3-5d7e-8f6d-0a54d2f3b7a1';
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

/** Rows of the catalogue: crossings of fences, and the life of exceptions. */
export const EXCEPTION_EVENTS = {
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
  'dev.waybill.departure-overdue.v1': entry(
    'derivation',
    'The planned departure passed by more than it may, and nothing shows that the shipment has left. Raises an exception.',
    exceptions.exceptionDetected,
    detected({ departureOverdueAfterSeconds: 1800 }),
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
  'dev.waybill.exception-acknowledged.v1': entry('decision', 'A person has seen the exception.', exceptions.exceptionAcknowledged, {
    exceptionId,
    actor,
  }),
  'dev.waybill.exception-assigned.v1': entry('decision', 'A person has taken charge of the exception.', exceptions.exceptionAssigned, {
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
  'dev.waybill.exception-reopened.v1': entry('decision', 'A closed or put off exception is open again.', exceptions.exceptionReopened, {
    exceptionId,
    by: 'person',
    actor,
    reason: 'closed by mistake',
  }),
} as const satisfies Record<string, CatalogueEntry>;
