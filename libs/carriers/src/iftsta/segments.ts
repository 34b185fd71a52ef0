import { MAX_BODY_BYTES } from '../reading';

/** Segments beyond this are not read. */
const MAX_SEGMENTS = 200_000;

export interface Segment {
  readonly name: string;
  /** A component of an element, both counted from 1: `at(1, 2)` of `RFF+BM:X` is X. */
  readonly at: (element: number, component?: number) => string | undefined;
  /** How many elements there are. */
  readonly length: number;
  readonly number: number;
}

export interface Interchange {
  readonly segments: readonly Segment[];
  /** True when the last segment has no end, so that some of it may be missing. It is left out. */
  readonly cutOff: boolean;
}

interface Separators {
  readonly component: string;
  readonly element: string;
  readonly release: string;
  readonly terminator: string;
}
const DEFAULT: Separators = { component: ':', element: '+', release: '?', terminator: "'" };

/** Character sets by the syntax identifier of UNB. Every other one is read as UTF-8 where it is that, else as ISO 8859-1. */
const CHARSETS: Readonly<Record<string, string>> = {
  UNOD: 'iso-8859-2',
  UNOE: 'iso-8859-5',
  UNOF: 'iso-8859-7',
  UNOG: 'iso-8859-3',
  UNOH: 'iso-8859-4',
  UNOI: 'iso-8859-6',
  UNOJ: 'iso-8859-8',
};
const utf8 = new TextDecoder('utf-8', { fatal: true });

function textOf(rawBody: Uint8Array): string {
  const latin = Buffer.from(rawBody).toString('latin1');
  const charset = /UNB[^A-Za-z0-9](UNO[A-Z])/.exec(latin.slice(0, 200))?.[1] ?? '';
  if (charset === 'UNOC') return latin;
  try {
    return Object.hasOwn(CHARSETS, charset) ? new TextDecoder(CHARSETS[charset]).decode(rawBody) : utf8.decode(rawBody);
  } catch {
    return latin;
  }
}

/** `UNA` and six characters say what separates; without it the usual ones do. */
function separatorsOf(text: string): Separators | undefined {
  if (!text.startsWith('UNA')) return DEFAULT;
  const [component = '', element = '', , release = '', , terminator = ''] = text.slice(3, 9);
  const used = [component, element, terminator];
  return new Set(used).size < 3 || used.some((one) => one === '' || /[A-Za-z0-9\s]/.test(one))
    ? undefined
    : { component, element, release, terminator };
}

function segmentOf(elements: readonly (readonly string[])[], number: number): Segment {
  return {
    name: elements[0]?.[0]?.trim() ?? '',
    at: (element, component = 1) => elements[element]?.[component - 1]?.trim() || undefined,
    length: elements.length - 1,
    number,
  };
}

/** Goes through the text once. What stands behind the release character is a letter like any other; a blank there releases nothing. */
function split(text: string, { component, element, release, terminator }: Separators): Interchange {
  const segments: Segment[] = [];
  let elements: string[][] = [['']];
  let isEmpty = true;
  for (let i = 0; i < text.length && segments.length < MAX_SEGMENTS; i += 1) {
    const char = text[i] as string;
    const last = elements[elements.length - 1] as string[];
    if (char === terminator) {
      segments.push(segmentOf(elements, segments.length + 1));
      elements = [['']];
      isEmpty = true;
    } else if (char === element) elements.push(['']);
    else if (char === component) last.push('');
    else if (!isEmpty || !/\s/.test(char)) {
      if (char === release && release !== ' ') i += 1;
      last[last.length - 1] += text[i] ?? '';
      isEmpty = false;
    }
  }
  return { segments, cutOff: !isEmpty };
}

/** An interchange begins with UNB, or with UNA before it. Line breaks between segments mean nothing. */
export function readInterchange(rawBody: Uint8Array): Interchange | undefined {
  if (rawBody.byteLength > MAX_BODY_BYTES) return undefined;
  const text = textOf(rawBody).replace(/^(?:\ufeff|ï»¿)?\s*/, '');
  const separators = separatorsOf(text);
  if (!separators || !/^(?:UNA|UNB)/.test(text)) return undefined;
  const interchange = split(text.startsWith('UNA') ? text.slice(9) : text, separators);
  return interchange.segments[0]?.name === 'UNB' ? interchange : undefined;
}
