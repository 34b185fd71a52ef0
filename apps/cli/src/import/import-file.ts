import { setTimeout as sleep } from 'node:timers/promises';
import { type Chunks, type FileContext, type FileEvent, type FileFormat, type LineFate, readFile, takeInFile } from '@waybill/carriers';
import { type EventAnswer, Unreachable } from '../operator';
import type { LineOutcome } from './summary';

/** An API that restarts, or has too much to do, is waited for: sending a batch again is harmless. */
const PATIENCE_MS = 60_000;
const AGAIN_AFTER_MS = 1_000;

export type SendEvents = (events: readonly FileEvent[]) => Promise<readonly EventAnswer[]>;

async function patiently(send: SendEvents, events: readonly FileEvent[]): Promise<readonly EventAnswer[]> {
  for (let waited = 0; ; waited += AGAIN_AFTER_MS) {
    try {
      return await send(events);
    } catch (error) {
      if (!(error instanceof Unreachable) || waited >= PATIENCE_MS) throw error;
      await sleep(AGAIN_AFTER_MS);
    }
  }
}

const OUTCOMES = { appended: 'taken', duplicate: 'duplicate', parked: 'parked', rejected: 'refused' } as const;

function outcomeOf(one: LineFate<EventAnswer>): LineOutcome {
  const { line } = one;
  if ('ignored' in one) return { line, outcome: 'ignored', detail: one.ignored };
  if ('refusal' in one) return { line, outcome: 'refused', reason: one.refusal.reason, detail: one.refusal.detail };
  const { outcome, problem } = one.fate;
  if (!problem) return { line, outcome: OUTCOMES[outcome] };
  const details = (problem.errors ?? []).map(({ detail }) => detail);
  return { line, outcome: OUTCOMES[outcome], reason: problem.title, detail: details.join('; ') || problem.detail };
}

/**
 * Takes a file in through the running API; tells what became of each part, in the order of the file. Of what was sent before a failure, too.
 * @throws Refusal when Waybill does not answer for a minute, or refuses a whole batch
 */
export async function* importFile(
  format: FileFormat,
  chunks: Chunks,
  context: FileContext,
  source: string,
  send: SendEvents,
): AsyncGenerator<readonly LineOutcome[]> {
  const fates = takeInFile(readFile(format, chunks, context), source, (events) => patiently(send, events));
  for await (const some of fates) yield some.map(outcomeOf);
}
