import { z } from 'zod';
import { time, type View } from '../view';

export const INBOUND_STATES = ['expected', 'arriving-soon', 'here', 'done'] as const;
export type InboundState = (typeof INBOUND_STATES)[number];

/** One line of what comes to a site: a shipment, or the pieces of a consignment. */
export const inboundLine = z
  .object({
    lineId: z.string().describe('names the line: the consignment, or the shipment'),
    siteId: z.string(),
    consignmentId: z.string().nullable(),
    shipmentIds: z.array(z.string()).describe('the first 200 of them'),
    pieces: z
      .object({ expected: z.int(), arrivingSoon: z.int(), here: z.int(), done: z.int() })
      .describe('how many shipments are in which state'),
    state: z.enum(INBOUND_STATES).describe('of the piece that comes next: done when all of them left, or were delivered'),
    reference: z.string().nullable().describe('of the piece that comes next, like all that follows'),
    carrier: z.string().nullable(),
    origin: z.string().nullable().describe('name of the place that it comes from'),
    vehicle: z.string().nullable().describe('what it is aboard of, or was at last'),
    p10: time.nullable(),
    p50: time.nullable(),
    p90: time.nullable(),
    plannedArrival: time.nullable(),
    arrivedAt: time.nullable(),
    leftAt: time.nullable(),
    late: z.boolean().describe('one of the pieces is late: what the rule says now, as in the exceptions of type late'),
    time: time.nullable().describe('what lines are in the order of: when it arrived, else p50, else the planned arrival'),
  })
  .meta({ id: 'InboundLine' });
export type InboundLine = View<typeof inboundLine>;
