import {
  type Decision,
  type ExceptionStep,
  type Rejection,
  reject,
  SHIPMENT,
  SHIPMENT_EXCEPTIONS,
  type ShipmentExceptions,
  shipmentOfException,
} from '@waybill/domain';
import { parseShipmentId } from '@waybill/events';
import { type CommandContext, carryOut, commandOf, type Done, type StreamWriter } from '@waybill/streams';

/** A step that a person takes on an exception. Who does so is the caller. */
export async function stepOnException(
  writer: StreamWriter,
  operation: string,
  exceptionId: string,
  context: CommandContext,
  decide: (state: ShipmentExceptions, step: ExceptionStep) => Decision,
): Promise<Done | Rejection> {
  const shipmentId = parseShipmentId(shipmentOfException(exceptionId) ?? '');
  if (!shipmentId) return reject('exception-not-found', `There is no exception ${exceptionId}; list them with GET /v1/exceptions.`);
  // Its exceptions go with a shipment that was erased.
  await writer.load(SHIPMENT.fold, SHIPMENT.stream(shipmentId));
  const command = commandOf(`${operation} ${exceptionId}`, context);
  return carryOut(writer, SHIPMENT_EXCEPTIONS, shipmentId, command, (state) => decide(state, { exceptionId, actor: context.caller }));
}
