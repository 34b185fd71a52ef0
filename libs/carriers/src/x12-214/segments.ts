import { readText } from '../reading';

/** Segments beyond this are not read. */
const MAX_SEGMENTS = 200_000;

export interface Segment {
  readonly name: string;
  /** Elements by their number: `at(1)` is the first behind the name. */
  readonly at: (number: number) => string | undefined;
  readonly number: number;
}

export interface Interchange {
  readonly segments: readonly Segment[];
  /** True when the last segment has no end, so that some of it may be missing. It is left out. */
  readonly cutOff: boolean;
}

/** Partners that know no UTF-8 send ISO 8859-1, in which every byte is a character. */
function textOf(rawBody: Uint8Array): string | undefined {
  const text = readText(rawBody);
  if ('value' in text) return text.value;
  return text.reason === 'body-too-large' ? undefined : Buffer.from(rawBody).toString('latin1');
}

const segmentOf = (text: string, separator: string, number: number): Segment => {
  const elements = text.split(separator);
  return { name: elements[0] ?? '', at: (at) => elements[at]?.trim() || undefined, number };
};

/**
 * The interchange header says itself what separates its parts: the character behind `ISA` divides elements, and the one behind the sixteenth
 * element ends a segment. Counting separators rather than characters also reads headers that were not padded.
 */
export function readInterchange(rawBody: Uint8Array): Interchange | undefined {
  const text = textOf(rawBody)?.replace(/^\ufeff?\s*/, '');
  const separator = text?.[3] ?? '';
  if (!text?.startsWith('ISA') || /[A-Za-z0-9\s]/.test(separator) || separator === '') return undefined;
  const header = text.split(separator, 17);
  const end = header.slice(0, 16).join(separator).length + 2;
  const terminator = text[end];
  if (header.length < 17 || terminator === undefined || terminator === separator) return undefined;
  const parts = text.split(terminator, MAX_SEGMENTS + 1);
  const rest = parts.pop() ?? '';
  const segments = parts.map((part) => part.trim()).filter((part) => part !== '');
  return { segments: segments.map((part, i) => segmentOf(part, separator, i + 1)), cutOff: rest.trim() !== '' };
}
