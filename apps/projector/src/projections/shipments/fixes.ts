import { compareFixes, type Fix, type MarkedFix } from '@waybill/domain';
import type { Instant } from '@waybill/events';
import type { PositionRow } from '@waybill/read-model';

export const RETRACTED = 'retracted';

/** The fix with its members in one fixed order, so that the same fix is the same text wherever it comes from. */
export const canonicalFix = (fix: Fix): Fix => ({
  eventId: fix.eventId,
  time: fix.time,
  recordedTime: fix.recordedTime,
  latitude: fix.latitude,
  longitude: fix.longitude,
  accuracyMetres: fix.accuracyMetres,
  speedKmh: fix.speedKmh,
  headingDegrees: fix.headingDegrees,
  altitudeMetres: fix.altitudeMetres,
  source: fix.source,
  id: fix.id,
});

export const fixOfRow = (row: PositionRow): Fix => ({
  eventId: row.event_id,
  time: row.time as Instant,
  recordedTime: row.recorded_time as Instant,
  latitude: row.latitude,
  longitude: row.longitude,
  accuracyMetres: row.accuracy_metres ?? undefined,
  speedKmh: row.speed_kmh ?? undefined,
  headingDegrees: row.heading_degrees ?? undefined,
  altitudeMetres: row.altitude_metres ?? undefined,
  source: row.source,
  id: row.id,
});

export const rowOfFix = (shipmentId: string, fix: Fix, mark: string): PositionRow => ({
  shipment_id: shipmentId,
  time: fix.time,
  event_id: fix.eventId,
  recorded_time: fix.recordedTime,
  latitude: fix.latitude,
  longitude: fix.longitude,
  speed_kmh: fix.speedKmh ?? null,
  heading_degrees: fix.headingDegrees ?? null,
  altitude_metres: fix.altitudeMetres ?? null,
  accuracy_metres: fix.accuracyMetres ?? null,
  source: fix.source,
  id: fix.id,
  mark,
});

/** The last `ok` fix strictly before a time: from there a scan can be done again. */
export function restartBefore(fixes: readonly MarkedFix[], time: number): MarkedFix | undefined {
  let restart: MarkedFix | undefined;
  for (const fix of fixes) {
    if (fix.mark === 'ok' && fix.time < time && (!restart || compareFixes(restart, fix) < 0)) restart = fix;
  }
  return restart;
}
