import { setImmediate as othersTurn } from 'node:timers/promises';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  type CloudEventReading,
  type FileEvent,
  type FileFormat,
  type FileItem,
  judge,
  type LineFate,
  MAX_EVENT_BYTES,
  readFile,
  sourceOfFiles,
  takeInFile,
} from '@waybill/carriers';
import { instantAt, latestPosition } from '@waybill/events';
import type { Clock } from '@waybill/platform';
import { Intake } from '@waybill/tracking';
import { type Caller, maySendAs } from '../access/caller';
import { Problem } from '../http/problem';
import { fatesOf } from '../intake/answer';
import type { EventAnswer } from '../intake/intake.schemas';
import { takeInJudged } from '../intake/take-in-events.handler';
import { CLOCK } from '../tokens';
import { answerImport } from './import-answer';
import type { ImportAnswer, ImportQuery } from './imports.schemas';

export const MAX_FILE_BYTES = 16 * 1024 ** 2;
const MAX_PARTS = 10_000;
export const TOO_LARGE =
  `A file holds at most ${MAX_FILE_BYTES / 1024 ** 2} MiB and ${MAX_PARTS.toLocaleString('en')} reports here; ` +
  'nothing of it was taken in. Use npm run import for a larger one, or send it in parts.';

/** Take in a file of reports that one request holds. */
export class ImportFile extends Command<ImportAnswer> {
  constructor(
    readonly format: FileFormat,
    readonly body: Uint8Array,
    readonly given: ImportQuery,
    readonly caller: Caller,
    readonly traceparent: string | undefined,
  ) {
    super();
  }
}

const SLICE_BYTES = 64 * 1024;
/** Reading a whole file at once would keep other requests waiting. */
async function* slicesOf(body: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < body.length; start += SLICE_BYTES) {
    yield body.subarray(start, start + SLICE_BYTES);
    await othersTurn();
  }
}

/** All that stands in a file, before any of it is taken in. @throws Problem 413 */
async function partsOf(items: AsyncIterable<FileItem>): Promise<readonly FileItem[]> {
  const parts: FileItem[] = [];
  for await (const item of items) {
    if (parts.length >= MAX_PARTS) throw new Problem('payload-too-large', TOO_LARGE);
    parts.push(item);
  }
  return parts;
}

/** As it would have come to /v1/events: what the command sends there and what comes here are the same facts. */
function readingOf(event: FileEvent): CloudEventReading {
  const text = JSON.stringify(event);
  const sent = { members: JSON.parse(text) };
  return Buffer.byteLength(text) > MAX_EVENT_BYTES ? { tooLarge: true, sent } : { sent };
}

@CommandHandler(ImportFile)
export class ImportFileHandler implements ICommandHandler<ImportFile> {
  constructor(
    private readonly intake: Intake,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ format, body, given, caller, traceparent }: ImportFile): Promise<ImportAnswer> {
    const source = given.source ?? sourceOfFiles(format);
    const mayReport = (claimed: string): boolean => maySendAs(caller, claimed);
    if (!mayReport(source)) throw new Problem('source-forbidden', 'Give a source that this API key was made for, as ?source=….');
    const context = { receivedTime: instantAt(this.clock.now()), defaultTimeZone: given.timeZone, about: given.about };
    const parts = await partsOf(readFile(format, slicesOf(body), context));
    let position: bigint | null = null;
    const send = async (events: readonly FileEvent[]): Promise<readonly EventAnswer[]> => {
      const verdicts = events.map((event) => judge(readingOf(event), { maySendAs: mayReport, traceparent }));
      const taken = await takeInJudged(this.intake, verdicts);
      position = latestPosition(position ?? undefined, taken.position ?? undefined) ?? null;
      return fatesOf(verdicts, taken);
    };
    const fates: LineFate<EventAnswer>[] = [];
    for await (const some of takeInFile(parts, source, send)) fates.push(...some);
    return answerImport(fates, position);
  }
}
