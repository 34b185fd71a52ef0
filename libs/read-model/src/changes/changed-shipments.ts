import type { ShipmentSchemas } from '../shipments/summary.reads';

/** More are not told one by one: the clients read anew, which costs less. */
export const MOST_CHANGES = 5_000;

/**
 * SQL for the shipments that changed behind position $1: themselves, in what is wrong with them, on their way to a site, or in when they are
 * expected. Cut where they are more than are told.
 */
export const changedShipmentIds = ({ shipments, exceptions, predictions, sites }: ShipmentSchemas): string =>
  [`${shipments}.live`, `${exceptions}.exception`, `${sites}.inbound`, `${predictions}.expected`]
    .map((table) => `(select shipment_id from ${table} where changed > $1 order by changed limit ${MOST_CHANGES + 1})`)
    .join(' union ');
