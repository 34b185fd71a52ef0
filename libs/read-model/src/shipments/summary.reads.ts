import { showing } from '../database/selection';
import { etaOf, shownEta } from '../eta/eta.reads';
import { EXCEPTION_SUMMARY } from '../exceptions/exceptions.reads';
import { EXCEPTIONS, PREDICTIONS, SHIPMENTS, SITES } from '../live';
import { LIVE } from './live.table';
import { SHIPMENT } from './shipment.table';
import {
  type LiveLocationView,
  liveLocationView,
  type ShipmentDetail,
  type ShipmentSummary,
  shipmentDetail,
  shipmentSummary,
} from './shipment.view';

/** The read models that a view of a shipment draws on, and their schemas. */
export const SUMMARY_READ_MODELS = [SHIPMENTS, EXCEPTIONS, PREDICTIONS, SITES] as const;
export type ShipmentSchemas = Readonly<Record<(typeof SUMMARY_READ_MODELS)[number], string>>;

const SUMMARY = showing(SHIPMENT, shipmentSummary);
const DETAIL = showing(SHIPMENT, shipmentDetail);
const SHOWN_LIVE = showing(LIVE, shipmentSummary.pick({ revision: true, updatedAt: true }));
const LOCATION = showing(LIVE, liveLocationView);

type Read = Readonly<Record<string, unknown>> & { readonly openExceptions: readonly Readonly<Record<string, unknown>>[] };

const withOpenExceptions = (exceptions: string): string => `
  coalesce((select jsonb_agg(to_jsonb(e) order by e."raisedAt", e."exceptionId") from (
    select ${EXCEPTION_SUMMARY.columns('x')} from ${exceptions}.exception x where x.shipment_id = s.shipment_id and x.open
  ) e), '[]') as "openExceptions"`;
const columnsWith =
  (shown: typeof SUMMARY | typeof DETAIL) =>
  ({ exceptions, predictions }: ShipmentSchemas): string =>
    `${shown.columns('s')}, ${SHOWN_LIVE.columns('l')}, ${LOCATION.columns('l')}, ${withOpenExceptions(exceptions)}, ${etaOf(predictions)} as eta`;

/** For a select from `shipment s join live l`. */
export const summaryColumns = columnsWith(SUMMARY);
export const detailColumns = columnsWith(DETAIL);

/** What a row has, without what it has not. */
const present = <T extends object>(row: T) =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as { [Name in keyof T]?: NonNullable<T[Name]> };

function liveLocation(read: Read): LiveLocationView | null {
  const { latitude, longitude, time, source, ...more } = LOCATION.of(read);
  if (latitude === null || longitude === null || time === null) return null;
  return { latitude, longitude, time, ...present(more), source: source ?? '' };
}

/** What is beside the columns of a shipment. */
const besides = (read: Read) => ({
  ...SHOWN_LIVE.of(read),
  liveLocation: liveLocation(read),
  eta: shownEta(read.eta),
  openExceptions: read.openExceptions.map(EXCEPTION_SUMMARY.of),
});

export const summaryOf = (read: Read): ShipmentSummary => ({ ...SUMMARY.of(read), ...besides(read) });
export const detailOf = (read: Read): ShipmentDetail => ({ ...DETAIL.of(read), ...besides(read) });
