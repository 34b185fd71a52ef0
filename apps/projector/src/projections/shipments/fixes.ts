import { compareFixes, type Fix, type MarkedFix } from '@waybill/domain';
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

/** The last `ok` fix strictly before a time: from there a scan can be done again. */
export function restartBefore(fixes: readonly MarkedFix[], time: number): MarkedFix | undefined {
  let restart: MarkedFix | undefined;
  for (const fix of fixes) {
    if (fix.mark === 'ok' && fix.time < time && (!restart || compareFixes(restart, fix) < 0)) restart = fix;
  }
  return restart;
}
