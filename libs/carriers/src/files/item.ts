import type { Identifier, Instant } from '@waybill/events';
import type { Normalization, Refusal } from '../port';
import type { CarrierReport } from '../report';

/** What a reader of files may know beside the bytes. */
export interface FileContext {
  /** When the file was taken in. */
  readonly receivedTime: Instant;
  /** IANA name: the clock of local times whose place does not say which. */
  readonly defaultTimeZone?: string;
  /** Whom the file is about, where it does not say so itself: a track has no device. */
  readonly about?: Identifier;
}

/** What stands at a line of a file, counted from 1. A refusal's pointer is within what stands there. */
export type FileItem = { readonly line: number } & (
  | { readonly report: CarrierReport }
  | { readonly refusal: Refusal }
  /** What was understood and reports nothing, in words. */
  | { readonly ignored: string }
);

/** A file as it comes, piece by piece. */
export type Chunks = AsyncIterable<Uint8Array>;

export type FileReader = (chunks: Chunks, context: FileContext) => AsyncGenerator<FileItem>;

export const refusedItem = (line: number, reason: Refusal['reason'], detail: string, pointer = ''): FileItem => ({
  line,
  refusal: { pointer, reason, detail },
});

/** What was read of a part of a file, with the line at which each pointer stands. */
export function* itemsOf({ reports, refusals, ignored }: Normalization, lineOf: (pointer: string) => number): Generator<FileItem> {
  for (const report of reports) yield { line: lineOf(report.pointer), report };
  for (const refusal of refusals) yield { line: lineOf(refusal.pointer), refusal };
  for (const why of ignored) yield { line: lineOf(''), ignored: why };
}
