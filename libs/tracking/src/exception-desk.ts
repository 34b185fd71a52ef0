import {
  acknowledgeException,
  assignException,
  type Decision,
  type ExceptionStep,
  exceptionsFold,
  type Rejection,
  reject,
  reopenException,
  resolveException,
  type ShipmentExceptions,
  shipmentFold,
  shipmentOfException,
  snoozeException,
} from '@waybill/domain';
import { exceptionsStream, type Instant, parseShipmentId, shipmentStream } from '@waybill/events';
import { type CommandContext, commandOf, type Done, execute, type StreamWriter } from '@waybill/streams';

type Decide = (state: ShipmentExceptions, step: ExceptionStep) => Decision;

/** The steps that people take on exceptions. Who does so is the caller. */
export class ExceptionDesk {
  constructor(private readonly writer: StreamWriter) {}

  acknowledge(exceptionId: string, reason: string | undefined, context: CommandContext): Promise<Done | Rejection> {
    return this.step('acknowledge', exceptionId, context, (state, step) => acknowledgeException(state, { ...step, reason }));
  }

  assign(exceptionId: string, assignee: string, reason: string | undefined, context: CommandContext): Promise<Done | Rejection> {
    return this.step('assign', exceptionId, context, (state, step) => assignException(state, { ...step, assignee, reason }));
  }

  snooze(exceptionId: string, until: Instant, reason: string | undefined, context: CommandContext): Promise<Done | Rejection> {
    const now = this.writer.now() as Instant;
    return this.step('snooze', exceptionId, context, (state, step) => snoozeException(state, { ...step, until, reason }, now));
  }

  resolve(exceptionId: string, reason: string, context: CommandContext): Promise<Done | Rejection> {
    return this.step('resolve', exceptionId, context, (state, step) => resolveException(state, { ...step, reason }));
  }

  reopen(exceptionId: string, reason: string, context: CommandContext): Promise<Done | Rejection> {
    return this.step('reopen', exceptionId, context, (state, step) => reopenException(state, { ...step, reason }));
  }

  private async step(operation: string, exceptionId: string, context: CommandContext, decide: Decide): Promise<Done | Rejection> {
    const shipmentId = parseShipmentId(shipmentOfException(exceptionId) ?? '');
    if (!shipmentId) return reject('exception-not-found', `There is no exception ${exceptionId}; list them with GET /v1/exceptions.`);
    // Its exceptions go with a shipment that was erased.
    await this.writer.load(shipmentFold, shipmentStream(shipmentId));
    const target = { fold: exceptionsFold, stream: exceptionsStream(shipmentId), subject: `shipment:${shipmentId}` };
    const command = commandOf(`${operation} ${exceptionId}`, context);
    return execute(this.writer, target, command, (state) => decide(state, { exceptionId, actor: context.caller }));
  }
}
