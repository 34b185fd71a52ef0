import type { z } from 'zod';
import type { Normalization } from '../port';
import type { CarrierReport } from '../report';
import { readJson } from './bytes';
import { collect, type Fault, fault, ignoredPush, isFault, MAX_SCANS, type Outcome, refused, refusedPart } from './collect';
import type { ReportCore } from './scan';

/** What was read of a part of a push. */
export interface Findings {
  readonly outcomes: readonly Outcome[];
  readonly wholeHistories?: readonly string[];
}

/** A shape of a format, with a description that names it in refusals. */
type Shape<T> = z.ZodType<T>;

export function parseAs<T>(shape: Shape<T>, given: unknown): { readonly value: T } | Fault {
  const parsed = shape.safeParse(given);
  return parsed.success ? { value: parsed.data } : fault('wrong-shape', `${shape.description ?? 'This'} is an object.`);
}

/** A push that is one JSON value of this shape. */
export function readPush<T>(rawBody: Uint8Array, shape: Shape<T>, read: (content: T, json: unknown) => Normalization): Normalization {
  const json = readJson(rawBody);
  if ('reason' in json) return refused(json.reason, json.detail);
  const content = parseAs(shape, json.value);
  return 'value' in content ? read(content.value, json.value) : refused(content.reason, content.detail);
}

/** A part of a list, with where it stands. */
export interface Part {
  readonly given: unknown;
  readonly pointer: string;
}
export const partsOf = (list: readonly unknown[], pointer: string): Part[] =>
  list.map((given, i) => ({ given, pointer: `${pointer}/${i}` }));

/** The first scans of a list as they may be read, and a refusal of those that are too many. */
export function boundedScans<T>(scans: readonly T[], pointer: string): { readonly scans: readonly T[]; readonly tooMany: Outcome[] } {
  if (scans.length <= MAX_SCANS) return { scans, tooMany: [] };
  const detail = `A push has at most ${MAX_SCANS} scans; ${scans.length - MAX_SCANS} were not taken. Send them in several pushes.`;
  return { scans: scans.slice(0, MAX_SCANS), tooMany: [refusedPart(pointer, 'too-many-scans', detail)] };
}

export type ScanOrder = 'oldest-first' | 'newest-first';

/** Reads the scans of a list one by one, the oldest first in what comes out. Of a list that is too long the first ones are read. */
export function readScans<T>(
  list: readonly unknown[],
  pointer: string,
  order: ScanOrder,
  shape: Shape<T>,
  read: (scan: T, pointer: string) => CarrierReport | Fault,
): Outcome[] {
  const { scans, tooMany } = boundedScans(list, pointer);
  const outcomes = partsOf(scans, pointer).map(({ given, pointer: at }): Outcome => {
    const parsed = parseAs(shape, given);
    return { pointer: at, read: 'value' in parsed ? read(parsed.value, at) : parsed };
  });
  return [...tooMany, ...(order === 'oldest-first' ? outcomes : outcomes.toReversed())];
}

/** The same of all the scans that the sender has of a subject. Where one of them cannot be read, the history is not whole. */
export function readHistory<T>(core: ReportCore, ...scans: Parameters<typeof readScans<T>>): Findings {
  const outcomes = readScans(...scans);
  const isWhole = core.history !== undefined && !outcomes.some(({ read }) => isFault(read));
  return { outcomes, wholeHistories: isWhole ? [core.history as string] : [] };
}

/** Reads the subjects of a push one after the other, until there are as many scans as one push may have. */
export function readSubjects<T>(
  parts: readonly Part[],
  shape: Shape<T>,
  read: (subject: T, pointer: string) => Findings,
  rest: Parameters<typeof collect>[1] = {},
): Normalization {
  if (parts.length === 0) return ignoredPush('an empty list');
  const outcomes: Outcome[] = [];
  const wholeHistories: string[] = [];
  for (const [i, { given, pointer }] of parts.entries()) {
    if (outcomes.length >= MAX_SCANS) {
      const detail = `A push has at most ${MAX_SCANS} scans; ${parts.length - i} parts were not read. Send them in several pushes.`;
      outcomes.unshift(refusedPart(pointer, 'too-many-scans', detail));
      break;
    }
    const parsed = parseAs(shape, given);
    const found: Findings = 'value' in parsed ? read(parsed.value, pointer) : { outcomes: [{ pointer, read: parsed }] };
    for (const outcome of found.outcomes) outcomes.push(outcome);
    wholeHistories.push(...(found.wholeHistories ?? []));
  }
  return collect(outcomes, { ...rest, wholeHistories });
}
