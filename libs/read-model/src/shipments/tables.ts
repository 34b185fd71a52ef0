import { ERASED } from '../changes/erased.table';
import { LIVE, POSITION } from './live.table';
import { MILESTONE } from './milestone.table';
import { SEARCH_NAME, SEARCH_PLACE, SHIPMENT, TRACKING_LINK } from './shipment.table';
import { RETRACTION, TIMELINE_ENTRY } from './timeline.table';
import { TRACKED } from './tracked.table';

/** What goes with a shipment that is erased. */
export const ABOUT_SHIPMENTS = [
  SHIPMENT,
  LIVE,
  SEARCH_NAME,
  SEARCH_PLACE,
  TRACKING_LINK,
  TIMELINE_ENTRY,
  MILESTONE,
  RETRACTION,
  POSITION,
  TRACKED,
] as const;

/** Tables of the shipments read model. */
export const SHIPMENT_TABLES = [...ABOUT_SHIPMENTS, ERASED] as const;
