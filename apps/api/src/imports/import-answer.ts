import type { LineFate } from '@waybill/carriers';
import { rejectedScan } from '../carriers/push-answer';
import { Problem } from '../http/problem';
import { countsOf } from '../intake/answer';
import type { EventAnswer } from '../intake/intake.schemas';
import type { ImportAnswer, LineAnswer } from './imports.schemas';

function lineOf(one: LineFate<EventAnswer>): LineAnswer[] {
  if ('ignored' in one) return [];
  return [{ line: one.line, ...('refusal' in one ? rejectedScan(one.refusal) : { ...one.fate, pointer: one.pointer }) }];
}

/** The answer to a file, line by line. @throws Problem 400 when none of its reports was acceptable */
export function answerImport(fates: readonly LineFate<EventAnswer>[], position: bigint | null): ImportAnswer {
  const events = fates.flatMap(lineOf);
  const ignored = fates.flatMap((one) => ('ignored' in one ? [{ line: one.line, detail: one.ignored }] : []));
  const whole = { ...countsOf(position, events), ignored, events };
  if (events.length === 0 || whole.rejected < events.length) return whole;
  throw new Problem('nothing-accepted', 'See the problem of each line; correct them and send the file again.', { members: { ...whole } });
}
