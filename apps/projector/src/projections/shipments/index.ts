import { SHIPMENT_TABLES, SHIPMENTS } from '@waybill/read-model';
import type { Projection } from '../../processor';
import { wantedBy } from '../../wanted-events';
import { shipmentOf } from './grouping';
import { projectShipments } from './project';

/** What is known of each shipment: plan, status, track, timeline, customers' pages. */
export const shipments: Projection = {
  kind: 'projection',
  name: SHIPMENTS,
  version: 5,
  types: wantedBy('shipments'),
  keyOf: shipmentOf,
  tables: SHIPMENT_TABLES,
  handle: projectShipments,
};
