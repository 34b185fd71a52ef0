import { SHIPMENT_STATUSES } from '@waybill/events';
import { z } from 'zod';
import { time, type View } from '../view';

const name = { scheme: z.string(), value: z.string() };
const there = z.object({ ...name, from: time });
/** What a unit's last report says. */
export const reportOfUnit = z.object({
  eventId: z.string(),
  source: z.string(),
  type: z.string(),
  time,
  recordedTime: time,
  data: z.unknown().describe('as it was reported'),
});

/** A report that no shipment has at present. */
export const parkedReport = reportOfUnit.extend({ id: z.string(), subject: z.string() }).meta({ id: 'ParkedReport' });
export type ParkedReportView = View<typeof parkedReport>;

/** A name out there: which shipments hold it or are aboard, what is nested on it, its last report. */
export const unitView = z.object({
  ...name,
  checkDigitWrong: z.boolean(),
  holders: z
    .array(
      z.object({
        shipmentId: z.string(),
        how: z.enum(['assigned', 'loaded']),
        from: time.nullable(),
        until: time.nullable(),
        status: z.enum(SHIPMENT_STATUSES).nullable().describe('null when the shipment was never registered'),
        present: z.boolean().describe('it is there now: the interval is open and the shipment has not ended'),
      }),
    )
    .describe('a page of those who hold the name or were aboard, from the one that came last'),
  nextCursor: z.string().nullable().describe('leads to the holders before these'),
  on: there.nullable().describe('the unit that this one is on'),
  carries: z.array(there).describe('the first 200 of the units on it'),
  carriesCount: z.int().describe('how many units are on it'),
  lastReport: reportOfUnit.nullable(),
});
export type UnitView = View<typeof unitView>;
