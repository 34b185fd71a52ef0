import { formatInstant, type ShipmentStatus } from '@waybill/events';
import { EXCEPTION_SUMMARY } from '../exceptions/exceptions.reads';
import type {
  AboardView,
  HeldIdentifierView,
  LastMilestoneView,
  LiveLocationView,
  PlaceView,
  ShipmentDetail,
  ShipmentSummary,
} from './shipment.view';

/** Columns of a shipment in a list. bigint comes as text from node-postgres. */
export interface SummaryRow {
  readonly shipment_id: string;
  readonly reference: string | null;
  readonly carrier: string | null;
  readonly mode: string | null;
  readonly consignment_id: string | null;
  readonly labels: string[] | null;
  readonly origin: PlaceView;
  readonly destination: PlaceView;
  readonly planned_departure: string | null;
  readonly planned_arrival: string | null;
  readonly status: ShipmentStatus;
  readonly phase: string;
  readonly last_milestone: LastMilestoneView | null;
  readonly delivered_at: string | null;
  readonly identifiers: HeldIdentifierView[];
  readonly revision: string;
  readonly updated_at: string;
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly time: string | null;
  readonly speed_kmh: number | null;
  readonly heading_degrees: number | null;
  readonly accuracy_metres: number | null;
  readonly source: string | null;
  readonly open_exceptions: Record<string, unknown>[];
}

export interface DetailRow extends SummaryRow {
  readonly route: ShipmentDetail['route'];
  readonly stops: ShipmentDetail['stops'] | null;
  readonly rules: ShipmentDetail['rules'];
  readonly aboard: AboardView[];
}

/** Schemas of the read models that a view of a shipment draws on. */
export interface ShipmentSchemas {
  readonly shipments: string;
  readonly exceptions: string;
}

export const summaryColumns = ({
  exceptions,
}: ShipmentSchemas): string => `s.shipment_id, s.reference, s.carrier, s.mode, s.consignment_id, s.labels, s.origin, s.destination,
  s.planned_departure, s.planned_arrival, s.status, s.phase, s.last_milestone, s.delivered_at, s.identifiers,
  l.revision, l.updated_at, l.latitude, l.longitude, l.time, l.speed_kmh, l.heading_degrees, l.accuracy_metres, l.source,
  coalesce((select jsonb_agg(to_jsonb(e) order by e."raisedAt", e."exceptionId")
    from (select ${EXCEPTION_SUMMARY.columns('x')} from ${exceptions}.exception x where x.shipment_id = s.shipment_id and x.open) e), '[]') as open_exceptions`;

/** A time column as views give it. */
export const isoOrNull = (millis: string | number | null): string | null => (millis === null ? null : formatInstant(Number(millis)));

function liveLocation(row: SummaryRow): LiveLocationView | null {
  if (row.latitude === null || row.longitude === null || row.time === null) return null;
  return {
    latitude: row.latitude,
    longitude: row.longitude,
    time: formatInstant(Number(row.time)),
    ...(row.speed_kmh !== null && { speedKmh: row.speed_kmh }),
    ...(row.heading_degrees !== null && { headingDegrees: row.heading_degrees }),
    ...(row.accuracy_metres !== null && { accuracyMetres: row.accuracy_metres }),
    source: row.source ?? '',
  };
}

export const summaryOf = (row: SummaryRow): ShipmentSummary => ({
  shipmentId: row.shipment_id,
  reference: row.reference,
  carrier: row.carrier,
  mode: row.mode,
  labels: row.labels ?? [],
  consignmentId: row.consignment_id,
  identifiers: row.identifiers,
  status: row.status,
  phase: row.phase,
  origin: row.origin,
  destination: row.destination,
  liveLocation: liveLocation(row),
  lastMilestone: row.last_milestone,
  eta: null,
  plannedDeparture: isoOrNull(row.planned_departure),
  plannedArrival: isoOrNull(row.planned_arrival),
  deliveredAt: isoOrNull(row.delivered_at),
  openExceptions: row.open_exceptions.map(EXCEPTION_SUMMARY.of),
  revision: Number(row.revision),
  updatedAt: formatInstant(Number(row.updated_at)),
});

export const detailOf = (row: DetailRow): ShipmentDetail => ({
  ...summaryOf(row),
  route: row.route,
  stops: row.stops ?? [],
  rules: row.rules,
  aboard: row.aboard,
});
