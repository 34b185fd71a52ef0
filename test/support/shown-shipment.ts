import { type LiveReadModels, readShipment, SUMMARY_READ_MODELS } from '@waybill/read-model';

/** A shipment as the live read models show it. */
export const shownShipment = (live: LiveReadModels, shipmentId: string) =>
  live.on(SUMMARY_READ_MODELS, (database, schemas) => readShipment(database, schemas, shipmentId));
