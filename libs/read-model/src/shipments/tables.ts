import { LIVE, POSITION } from './live.table';
import { MILESTONE } from './milestone.table';
import { SEARCH_NAME, SHIPMENT, TRACKING_LINK } from './shipment.table';
import { RETRACTION, TIMELINE_ENTRY } from './timeline.table';

/** Tables of the shipments read model. */
export const SHIPMENT_TABLES = [SHIPMENT, LIVE, SEARCH_NAME, TRACKING_LINK, TIMELINE_ENTRY, MILESTONE, RETRACTION, POSITION] as const;
