import { setTimeout as sleep } from 'node:timers/promises';
import { type Chunks, cloudEventOf, type FileContext, type FileFormat, type FileItem, notMeasured, readFile } from '@waybill/carriers';
import { itemAt } from '@waybill/events';
import { type EventAnswer, Unreachable } from '../operator';
import type { LineOutcome } from './summary';

const MAX_EVENTS = 500;
const MAX_BYTES = 768 * 1024;
/** Batches under way at once: the API writes one while it reads the next. */
const IN_FLIGHT = 4;
/** An API that restarts, or has too much to do, is waited for: sending a batch again is harmless. */
const PATIENCE_MS = 60_000;
const AGAIN_AFTER_MS = 1_000;

export type SendEvents = (events: readonly object[]) => Promise<readonly EventAnswer[]>;

interface Waiting {
  readonly line: number;
  readonly event: object;
}

async function patiently(send: SendEvents, events: readonly object[]): Promise<readonly EventAnswer[]> {
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

function outcomeOf(line: number, { outcome, problem }: EventAnswer): LineOutcome {
  if (!problem) return { line, outcome: OUTCOMES[outcome] };
  const details = (problem.errors ?? []).map(({ detail }) => detail);
  return { line, outcome: OUTCOMES[outcome], reason: problem.title, detail: details.join('; ') || problem.detail };
}

/** What stands at a line as an event, or what became of it without one. */
function prepared(item: FileItem, source: string): Waiting | LineOutcome {
  const { line } = item;
  if ('ignored' in item) return { line, outcome: 'ignored', detail: item.ignored };
  const why = 'report' in item ? notMeasured(item.report) : undefined;
  if (why !== undefined) return { line, outcome: 'ignored', detail: why };
  const event = 'refusal' in item ? item.refusal : cloudEventOf(item.report, source);
  if (!('detail' in event && 'reason' in event)) return { line, event };
  return { line, outcome: 'refused', reason: String(event.reason), detail: String(event.detail) };
}

async function outcomesOf(batch: readonly (Waiting | LineOutcome)[], send: SendEvents): Promise<readonly LineOutcome[]> {
  const waiting = batch.flatMap((one) => ('event' in one ? [one.event] : []));
  const answers = waiting.length > 0 ? await patiently(send, waiting) : [];
  let next = 0;
  return batch.map((one) => ('event' in one ? outcomeOf(one.line, itemAt(answers, next++)) : one));
}

/** What stands in a file, as many parts at a time as one request takes. */
async function* batchesOf(items: AsyncIterable<FileItem>, source: string): AsyncGenerator<readonly (Waiting | LineOutcome)[]> {
  let batch: (Waiting | LineOutcome)[] = [];
  let [events, bytes] = [0, 0];
  for await (const item of items) {
    const one = prepared(item, source);
    const size = 'event' in one ? Buffer.byteLength(JSON.stringify(one.event)) + 1 : 0;
    if (events >= MAX_EVENTS || bytes + size > MAX_BYTES || batch.length >= 10 * MAX_EVENTS) {
      yield batch;
      [batch, events, bytes] = [[], 0, 0];
    }
    batch.push(one);
    if ('event' in one) [events, bytes] = [events + 1, bytes + size];
  }
  if (batch.length > 0) yield batch;
}

/**
 * Takes a file in, some batches at a time; tells what became of each part, in the order of the file. Of what was sent before a failure, too.
 * @throws Refusal when Waybill does not answer for a minute, or refuses a whole batch
 */
export async function* importFile(
  format: FileFormat,
  chunks: Chunks,
  context: FileContext,
  source: string,
  send: SendEvents,
): AsyncGenerator<readonly LineOutcome[]> {
  const underWay: Promise<readonly LineOutcome[]>[] = [];
  const failures: unknown[] = [];
  try {
    for await (const batch of batchesOf(readFile(format, chunks, context), source)) {
      const sent = outcomesOf(batch, send);
      // It is waited for in its turn; until then its failure is not an unhandled one.
      sent.catch(() => undefined);
      underWay.push(sent);
      if (underWay.length >= IN_FLIGHT) yield await itemAt(underWay.splice(0, 1), 0);
    }
  } catch (error) {
    failures.push(error);
  }
  for (const sent of underWay) {
    try {
      yield await sent;
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
