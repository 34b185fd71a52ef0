import { SHIPMENT_COMPARISON, SHIPMENTS, shipmentTables } from '@waybill/read-model';
import type { Projection } from '../../processor';
import { SHIPMENT_EVENTS, shipmentOf } from './grouping';
import { projectShipments } from './project';

/** What is known of each shipment: plan, status, track, timeline, customers' pages. */
export const shipments: Projection = {
  kind: 'projection',
  name: SHIPMENTS,
  version: 2,
  types: SHIPMENT_EVENTS,
  keyOf: shipmentOf,
  ddl: shipmentTables,
  comparison: SHIPMENT_COMPARISON,
  handle: projectShipments,
};
