import type { TrackView } from '@waybill/domain';
import type { ArrivalWindow } from './times';

/** What a customer may see of a shipment, as `GET /v1/track/{token}` answers it. */
export type CustomersView = TrackView;

/** When it is expected; a planned time is a window of one instant, on a clock that is not known; what is predicted has the destination's. */
export const windowOf = ({ arrivalWindow }: CustomersView): ArrivalWindow | null =>
  arrivalWindow && { from: arrivalWindow.earliest, to: arrivalWindow.latest, zone: arrivalWindow.timeZone ?? 'UTC' };
