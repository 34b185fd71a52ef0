import type { Fix } from '@waybill/domain';
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

export const fixOfRow = ({ shipmentId: _, mark: __, ...row }: PositionRow): Fix => ({
  ...row,
  accuracyMetres: row.accuracyMetres ?? undefined,
  speedKmh: row.speedKmh ?? undefined,
  headingDegrees: row.headingDegrees ?? undefined,
  altitudeMetres: row.altitudeMetres ?? undefined,
});

export const rowOfFix = (shipmentId: string, fix: Fix, mark: string): PositionRow => ({
  shipmentId,
  ...fix,
  speedKmh: fix.speedKmh ?? null,
  headingDegrees: fix.headingDegrees ?? null,
  altitudeMetres: fix.altitudeMetres ?? null,
  accuracyMetres: fix.accuracyMetres ?? null,
  mark,
});
