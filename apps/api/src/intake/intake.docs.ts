import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiQuery } from '@nestjs/swagger';
import { CATALOGUE, REPORT_TYPES } from '@waybill/events';
import { z } from 'zod';

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

/** The request body of the web hook in its three modes. */
export const DescribesIntake = (): MethodDecorator => {
  const event = { oneOf: REPORT_TYPES.map(cloudEvent) };
  const bodies = {
    'application/cloudevents+json': { schema: event, example: EXAMPLE },
    'application/cloudevents-batch+json': { schema: { type: 'array', maxItems: 1000, items: event }, example: [EXAMPLE] },
    'application/json': { schema: { type: 'object', description: 'data of an event in binary mode: its attributes are ce- headers' } },
  };
  return applyDecorators(
    ApiBody({ required: true, content: bodies } as never),
    ApiQuery({
      name: 'access_token',
      required: false,
      description: 'API key, where a sender cannot set headers',
      schema: { type: 'string' },
    }),
  );
};
