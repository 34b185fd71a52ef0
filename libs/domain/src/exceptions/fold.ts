import { exceptionsStream } from '@waybill/events';
import type { Aggregate, Fold } from '../fold';
import { evolveExceptions } from './evolve';
import { noExceptions, type ShipmentExceptions } from './exception';

export const exceptionsFold: Fold<ShipmentExceptions> = { version: 5, initial: () => noExceptions, evolve: evolveExceptions };

/** The exceptions of one shipment, under its id. */
export const SHIPMENT_EXCEPTIONS: Aggregate<ShipmentExceptions> = {
  fold: exceptionsFold,
  stream: exceptionsStream,
  subject: (shipmentId) => `shipment:${shipmentId}`,
};
