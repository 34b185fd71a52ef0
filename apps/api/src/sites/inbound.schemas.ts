import { isOpenAt, type WeeklyHours } from '@waybill/domain';
import { instant } from '@waybill/events';
import { type InboundLine, inboundLine, type View } from '@waybill/read-model';
import { z } from 'zod';
import { paging } from '../reading/pages';

export const inboundQuery = z.strictObject({
  from: instant.optional().describe('lines of this time and later; without it, what was done more than 12 hours ago is left out'),
  to: instant.optional().describe('lines before this time'),
  ...paging,
});

export const inboundAnswer = inboundLine
  .extend({ outsideHours: z.boolean().describe('it is expected while the site is closed') })
  .meta({ id: 'Inbound' });
export type InboundAnswer = View<typeof inboundAnswer>;

/** A line as it goes out, beside the hours of its site. */
export function inboundAnswerOf(line: InboundLine, openingHours: WeeklyHours | undefined): InboundAnswer {
  const isToCome = line.state === 'expected' || line.state === 'arriving-soon';
  return { ...line, outsideHours: isToCome && line.p50 !== null && !isOpenAt(openingHours, Date.parse(line.p50)) };
}
