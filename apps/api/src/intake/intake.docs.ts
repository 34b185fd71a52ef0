import { applyDecorators } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { CATALOGUE, REPORT_TYPES } from '@waybill/events';
import { z } from 'zod';
import { TakesBody } from '../docs/describe';
import type { ProblemSlug } from '../http/problem-table';

const toJsonSchema = (schema: z.ZodType): object => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Record<string, unknown>;
  return rest;
};

const cloudEvent = (type: (typeof REPORT_TYPES)[number]): object => ({
  type: 'object',
  required: ['specversion', 'id', 'source', 'type', 'subject', 'time', 'data'],
  description: CATALOGUE[type].says,
  properties: {
    specversion: { const: '1.0' },
    id: { type: 'string', minLength: 1, description: 'with source: names the event for ever' },
    source: { type: 'string', format: 'uri-reference', minLength: 1 },
    type: { const: type },
    subject: { type: 'string', examples: ['vehicle:TRUCK-7', 'tracking-number:dhl/00340434161094042557', 'shipment:SHP-1001'] },
    time: { type: 'string', format: 'date-time', description: 'when it happened' },
    datacontenttype: { type: 'string', examples: ['application/json'] },
    data: toJsonSchema(CATALOGUE[type].schema),
  },
});

const EXAMPLE = {
  specversion: '1.0',
  id: '7d0c7a3e',
  source: 'https://dhl.example/eu',
  type: 'dev.waybill.item-scanned.v1',
  subject: 'tracking-number:dhl/00340434161094042557',
  time: '2026-03-01T10:00:00Z',
  data: CATALOGUE['dev.waybill.item-scanned.v1'].example,
};

/** What a request can be refused for, beside what every route can refuse. */
export const INTAKE_PROBLEMS = [
  'malformed-request',
  'invalid-cloudevent',
  'unknown-event-type',
  'invalid-data',
  'nothing-accepted',
  'source-forbidden',
  'event-conflict',
  'payload-too-large',
  'unsupported-media-type',
  'overloaded',
  'store-unavailable',
  'outcome-unknown',
] as const satisfies readonly ProblemSlug[];

/** The request body of the web hook in its three modes. */
export const DescribesIntake = (): MethodDecorator => {
  const event = { oneOf: REPORT_TYPES.map(cloudEvent) };
  return applyDecorators(
    TakesBody({
      'application/cloudevents+json': { schema: event, example: EXAMPLE },
      'application/cloudevents-batch+json': { schema: { type: 'array', maxItems: 1000, items: event }, example: [EXAMPLE] },
      'application/json': { schema: { type: 'object', description: 'data of an event in binary mode: its attributes are ce- headers' } },
    }),
    ApiQuery({
      name: 'access_token',
      required: false,
      description: 'API key, where a sender cannot set headers',
      schema: { type: 'string' },
    }),
  );
};
