import { uriReferenceFault } from '@waybill/carriers';
import { isTimeZone, parsedText, parseSubject, subjectName, text } from '@waybill/events';
import type { View } from '@waybill/read-model';
import { z } from 'zod';
import { scanAnswer } from '../carriers/push.schemas';
import { problemDetails } from '../http/problem.schema';
import { counts } from '../intake/intake.schemas';

const about = text(300).transform((given, context) => {
  const subject = parseSubject(given);
  if (!('fault' in subject)) return subjectName(subject);
  context.addIssue({ code: 'custom', message: subject.fault });
  return z.NEVER;
});

/** What a file does not say itself. */
export const importQuery = z.strictObject({
  source: parsedText(1_000, uriReferenceFault)
    .optional()
    .describe("source of the reports, urn:waybill:import:{format} when absent; files of one source know each other's duplicates"),
  about: about.optional().describe('whom the file is about, where it does not say: vehicle:TRUCK-7'),
  timeZone: parsedText(100, (given) => (isTimeZone(given) ? undefined : 'must be an IANA time zone such as Europe/Riga'))
    .optional()
    .describe('clock of local times whose place does not say which'),
});
export type ImportQuery = z.output<typeof importQuery>;

const line = z.int().describe('line of the file at which it stands, from 1');

const lineAnswer = scanAnswer
  .extend({ line, pointer: z.string().describe('where in what stands at the line: a JSON pointer, or the number of a segment') })
  .meta({ id: 'LineAnswer' });
export type LineAnswer = View<typeof lineAnswer>;

export const importAnswer = z
  .object({
    ...counts,
    ignored: z.array(z.object({ line, detail: z.string() })).describe('what was understood and reports nothing, with why'),
    events: z.array(lineAnswer).describe('one for each report of the file, in its order'),
  })
  .meta({ id: 'ImportAnswer' });
export type ImportAnswer = View<typeof importAnswer>;

/** The problem `nothing-accepted`, which is a whole answer besides. */
export const nothingOfFileAccepted = problemDetails.extend(importAnswer.shape).meta({ id: 'NothingOfFileAccepted' });
