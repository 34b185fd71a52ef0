import { isRejection, type Rejection } from '@waybill/domain';
import type { Done } from '@waybill/streams';
import { z } from 'zod';
import { Problem } from '../http/problem';
import type { ProblemSlug } from '../http/problem-table';

/** Every kind of rejection is a row of the problem table: a kind without one does not compile. */
const problemFor = ({ rejected, detail, ...members }: Rejection): Problem => {
  const slug: ProblemSlug = rejected;
  return new Problem(slug, detail, { members });
};

/** The result of a command that was carried out. @throws Problem for one that was refused */
export async function carriedOut<T extends object>(command: Promise<T | Rejection>): Promise<T> {
  const result = await command;
  if (isRejection(result)) throw problemFor(result);
  return result;
}

/** The answer of a command that has nothing to tell but when it can be read. */
export interface CommandAnswer {
  readonly position: string;
}
export const commandAnswer = z
  .object({ position: z.string().describe('wait for it with minPosition to read what the command did') })
  .meta({ id: 'CommandAnswer' });

const answerOf = ({ position }: Done): CommandAnswer => ({ position: position.toString() });

/** The answer of a plain command. @throws Problem when it was refused */
export const answered = async (command: Promise<Done | Rejection>): Promise<CommandAnswer> => answerOf(await carriedOut(command));
