import { ARRIVAL_LINE, INBOUND } from './inbound.table';
import { SITE_ROW } from './site.table';

/** What goes with a shipment that is erased. */
export const ABOUT_ARRIVALS = [INBOUND, ARRIVAL_LINE] as const;

/** Tables of the sites read model. */
export const SITE_TABLES = [SITE_ROW, ...ABOUT_ARRIVALS] as const;
