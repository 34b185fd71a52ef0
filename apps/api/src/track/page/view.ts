import type { TrackView } from '@waybill/domain';
import { Temporal } from 'temporal-polyfill';
import type { ArrivalWindow } from './times';

/** What a customer may see of a shipment, as `GET /v1/track/{token}` answers it. */
export type CustomersView = TrackView;

const dayOf = (time: string, zone: string): string => Temporal.Instant.from(time).toZonedDateTimeISO(zone).toPlainDate().toString();

/**
 * When it is expected; a planned time is a window of one instant, on a clock that is not known; what is predicted has the destination's, and
 * is told to the day when it is far off.
 */
export function windowOf({ arrivalWindow }: CustomersView): ArrivalWindow | null {
  if (!arrivalWindow) return null;
  const { earliest: from, latest: to, precision } = arrivalWindow;
  const zone = arrivalWindow.timeZone ?? 'UTC';
  const day = dayOf(from, zone);
  return precision === 'day' && day === dayOf(to, zone) ? { day, zone } : { from, to, zone };
}
