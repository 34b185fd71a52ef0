import { EXCEPTIONS, type LiveReadModels, readShipment, SHIPMENTS } from '@waybill/read-model';

/** A shipment as the live read models show it. */
export const shownShipment = (live: LiveReadModels, shipmentId: string) =>
  live.on([SHIPMENTS, EXCEPTIONS], (database, schemas) => readShipment(database, schemas, shipmentId));
