import { itemAt } from '@waybill/events';
import { notMeasured } from '../content';
import type { FileFormat } from '../format-names';
import type { Refusal } from '../port';
import { cloudEventOf } from './cloud-event';
import type { FileItem } from './item';

const MAX_EVENTS = 500;
const MAX_BYTES = 768 * 1024;
const MAX_PARTS = 10 * MAX_EVENTS;
/** Batches under way at once: one is written while the next is read. */
const IN_FLIGHT = 4;

export type FileEvent = Readonly<Record<string, unknown>>;

/** What became of what stands at a line: the fate of its event, or why there is none. A pointer is within what stands there. */
export type LineFate<Fate> = { readonly line: number } & (
  | { readonly pointer: string; readonly fate: Fate }
  | { readonly refusal: Refusal }
  | { readonly ignored: string }
);

type Prepared = { readonly line: number } & (
  | { readonly pointer: string; readonly event: FileEvent }
  | { readonly refusal: Refusal }
  | { readonly ignored: string }
);

/** What stands at a line as an event, or what became of it without one. */
function prepared(item: FileItem, source: string): Prepared {
  if (!('report' in item)) return item;
  const { line, report } = item;
  const { pointer } = report;
  const ignored = notMeasured(report);
  if (ignored !== undefined) return { line, ignored };
  const made = cloudEventOf(report, source);
  return 'event' in made ? { line, pointer, event: made.event } : { line, refusal: { pointer, ...made } };
}

/** The source of what comes in files of a format, where none is given: the same file again is then known, whichever way it came before. */
export const sourceOfFiles = (format: FileFormat): string => `urn:waybill:import:${format}`;

/** Takes events in, and answers what became of each, in their order. */
export type SendEvents<Fate> = (events: readonly FileEvent[]) => Promise<readonly Fate[]>;

async function fatesOf<Fate>(batch: readonly Prepared[], send: SendEvents<Fate>): Promise<readonly LineFate<Fate>[]> {
  const events = batch.flatMap((one) => ('event' in one ? [one.event] : []));
  const fates = events.length > 0 ? await send(events) : [];
  let next = 0;
  return batch.map((one) => ('event' in one ? { line: one.line, pointer: one.pointer, fate: itemAt(fates, next++) } : one));
}

/** What stands in a file, as `readFile` tells it. */
export type FileItems = AsyncIterable<FileItem> | Iterable<FileItem>;

/** The parts of a file in batches that can be sent at once. */
async function* batchesOf(items: FileItems, source: string): AsyncGenerator<readonly Prepared[]> {
  let batch: Prepared[] = [];
  let [events, bytes] = [0, 0];
  for await (const item of items) {
    const one = prepared(item, source);
    const size = 'event' in one ? Buffer.byteLength(JSON.stringify(one.event)) + 1 : 0;
    if (events >= MAX_EVENTS || bytes + size > MAX_BYTES || batch.length >= MAX_PARTS) {
      yield batch;
      [batch, events, bytes] = [[], 0, 0];
    }
    batch.push(one);
    if ('event' in one) [events, bytes] = [events + 1, bytes + size];
  }
  if (batch.length > 0) yield batch;
}

/**
 * Takes in what stands in a file, some batches at a time; tells what became of each part, in the order of the file. The same file again
 * makes the same events. What was sent before a failure is told too.
 * @throws whatever `send` or the source of the bytes throws, the first of it
 */
export async function* takeInFile<Fate>(
  items: FileItems,
  source: string,
  send: SendEvents<Fate>,
): AsyncGenerator<readonly LineFate<Fate>[]> {
  const underWay: Promise<readonly LineFate<Fate>[]>[] = [];
  const failures: unknown[] = [];
  try {
    for await (const batch of batchesOf(items, source)) {
      const sent = fatesOf(batch, send);
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
