import { Body, Controller, Delete, HttpCode, Param, Post, Put, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { LineString } from '@waybill/events';
import type { CommandContext } from '@waybill/streams';
import type { GivenIdentifier, RegisterShipment as Plan } from '@waybill/tracking';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { AccessFor } from '../access/access';
import { Context } from '../commands/context';
import { type CommandAnswer, commandAnswer } from '../commands/outcome';
import { atBody, retractBody } from '../commands/values';
import { Answers, Problems, Summary } from '../docs/describe';
import { AssignIdentifier } from './assign-identifier.handler';
import { CancelShipment } from './cancel-shipment.handler';
import { DeliverShipment } from './deliver-shipment.handler';
import { LoadShipment } from './load-shipment.handler';
import { PlanRoute } from './plan-route.handler';
import { RegisterShipment, type Registration } from './register-shipment.handler';
import { ReleaseIdentifier } from './release-identifier.handler';
import { RetractFact } from './retract-fact.handler';
import { cancelBody, deliverBody, givenIdentifier, registered, registerShipment, routeBody } from './shipments.schemas';
import { UnloadShipment } from './unload-shipment.handler';

@Controller('v1/shipments')
export class ShipmentCommandsController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @AccessFor('coordinator')
  @Summary('Register a shipment', 'shipments')
  @Answers(201, registered, 'It is tracked from now on')
  @Answers(200, registered, 'It had been registered with the same body')
  @Problems('shipment-exists', 'identifier-taken', 'invalid-identifier', 'store-unavailable')
  async registerShipment(
    @Body({ schema: registerShipment }) plan: Plan,
    @Context() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Registration> {
    const { created, registration } = await this.commands.execute(new RegisterShipment(plan, context));
    reply.code(created ? 201 : 200).header('location', `/v1/shipments/${encodeURIComponent(registration.shipmentId)}`);
    return registration;
  }

  @Put(':shipmentId/route')
  @AccessFor('coordinator')
  @Summary('Set or replace the planned route', 'shipments')
  @Answers(200, commandAnswer, 'The route is planned')
  @Problems('shipment-not-found', 'shipment-terminal', 'store-unavailable')
  planRoute(
    @Param('shipmentId') shipmentId: string,
    @Body({ schema: routeBody }) body: z.infer<typeof routeBody>,
    @Context() context: CommandContext,
  ): Promise<CommandAnswer> {
    const route: LineString = 'route' in body ? body.route : body;
    return this.commands.execute(new PlanRoute(shipmentId, route, context));
  }

  @Post(':shipmentId/identifiers')
  @AccessFor('coordinator')
  @Summary('Let a name stand for the shipment', 'shipments')
  @Answers(201, commandAnswer, 'The shipment holds the name')
  @Problems('shipment-not-found', 'identifier-taken', 'invalid-identifier', 'shipment-terminal', 'conflict')
  assignIdentifier(
    @Param('shipmentId') shipmentId: string,
    @Body({ schema: givenIdentifier }) identifier: GivenIdentifier,
    @Context() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.commands.execute(new AssignIdentifier(shipmentId, identifier, context));
  }

  @Delete(':shipmentId/identifiers/:scheme/:value')
  @AccessFor('coordinator')
  @Summary('Let a name no longer stand for the shipment', 'shipments')
  @Answers(200, commandAnswer, 'The name is released')
  @Problems('identifier-not-held', 'invalid-identifier', 'store-unavailable')
  releaseIdentifier(
    @Param('shipmentId') shipmentId: string,
    @Param('scheme') scheme: string,
    @Param('value') value: string,
    @Context() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.commands.execute(new ReleaseIdentifier(shipmentId, { scheme, value }, context));
  }

  @Post(':shipmentId/load')
  @HttpCode(200)
  @AccessFor('coordinator')
  @Summary('Put the shipment aboard a unit', 'shipments')
  @Answers(200, commandAnswer, 'It is aboard')
  @Problems('shipment-not-found', 'shipment-terminal', 'not-aboard', 'conflict', 'store-unavailable')
  loadShipment(
    @Param('shipmentId') shipmentId: string,
    @Body({ schema: atBody }) { unit, at }: z.infer<typeof atBody>,
    @Context() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.commands.execute(new LoadShipment(shipmentId, unit, at, context));
  }

  @Post(':shipmentId/unload')
  @HttpCode(200)
  @AccessFor('coordinator')
  @Summary('Take the shipment off a unit', 'shipments')
  @Answers(200, commandAnswer, 'It is no longer aboard')
  @Problems('shipment-not-found', 'not-aboard', 'conflict', 'store-unavailable')
  unloadShipment(
    @Param('shipmentId') shipmentId: string,
    @Body({ schema: atBody }) { unit, at }: z.infer<typeof atBody>,
    @Context() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.commands.execute(new UnloadShipment(shipmentId, unit, at, context));
  }

  @Post(':shipmentId/deliver')
  @HttpCode(200)
  @AccessFor('coordinator')
  @Summary('Record the delivery', 'shipments')
  @Answers(200, commandAnswer, 'The delivery is recorded')
  @Problems('shipment-not-found', 'shipment-terminal', 'store-unavailable')
  deliverShipment(
    @Param('shipmentId') shipmentId: string,
    @Body({ schema: deliverBody }) delivery: z.infer<typeof deliverBody>,
    @Context() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.commands.execute(new DeliverShipment(shipmentId, delivery, context));
  }

  @Post(':shipmentId/cancel')
  @HttpCode(200)
  @AccessFor('coordinator')
  @Summary('Cancel the shipment', 'shipments')
  @Answers(200, commandAnswer, 'It is cancelled')
  @Problems('shipment-not-found', 'shipment-terminal', 'store-unavailable')
  cancelShipment(
    @Param('shipmentId') shipmentId: string,
    @Body({ schema: cancelBody }) { reason }: z.infer<typeof cancelBody>,
    @Context() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.commands.execute(new CancelShipment(shipmentId, reason, context));
  }

  @Post(':shipmentId/facts/:eventId/retract')
  @HttpCode(200)
  @AccessFor('coordinator')
  @Summary('Declare an earlier fact wrong', 'shipments')
  @Answers(200, commandAnswer, 'The fact no longer counts')
  @Problems('shipment-not-found', 'fact-not-found', 'store-unavailable')
  retractFact(
    @Param('shipmentId') shipmentId: string,
    @Param('eventId') eventId: string,
    @Body({ schema: retractBody }) { reason }: z.infer<typeof retractBody>,
    @Context() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.commands.execute(new RetractFact(shipmentId, eventId, reason, context));
  }
}
