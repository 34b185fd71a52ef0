import { isRecord } from '../narrowing';
import { type JsonFault, pointerStep } from './faults';
import { type JsonPath, lostNumbers, SAFE_LENGTH } from './json-numbers';

/** Objects and arrays within one another, the outermost counted. */
export const MAX_DATA_DEPTH = 32;

interface Scan {
  readonly members: number;
  readonly unicodeEscapes: boolean;
  /** A number is long or has an exponent, so that its digits have to be compared with what becomes of them. */
  readonly longNumbers: boolean;
}

const isExponent = (byte: number): boolean => (byte | 0x20) === 0x65; /* E, e */
/** Digits, `-` and `.`, and the start of an exponent. */
const inNumber = (byte: number): boolean => (byte >= 0x2d && byte <= 0x39 && byte !== 0x2f) || isExponent(byte);

/**
 * Counts what a parser would have to build, before any recursion takes place; undefined when it is nested too deep.
 * Outside of strings every colon belongs to one member, so the count later shows whether a name occurred twice.
 */
function scan(bytes: Uint8Array, maxDepth: number): Scan | undefined {
  let depth = 0;
  let members = 0;
  let unicodeEscapes = false;
  let run = 0;
  let longNumbers = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    run = inNumber(byte) ? run + 1 : 0;
    if (run > SAFE_LENGTH || (run > 1 && isExponent(byte))) longNumbers = true;
    if (byte === 0x22 /* " */) {
      for (i++; i < bytes.length && bytes[i] !== 0x22; i++) {
        if (bytes[i] === 0x5c /* \ */ && bytes[++i] === 0x75 /* u */) unicodeEscapes = true;
      }
    } else if (byte === 0x3a /* : */) members++;
    else if (byte === 0x7b /* { */ || byte === 0x5b /* [ */) {
      if (++depth > maxDepth) return undefined;
    } else if (byte === 0x7d /* } */ || byte === 0x5d /* ] */) depth--;
  }
  return { members, unicodeEscapes, longNumbers };
}

const inside = (name: string | number, fault: JsonFault | undefined): JsonFault | undefined =>
  fault && { ...fault, pointer: `${pointerStep(name)}${fault.pointer ?? ''}` };

const textFault = (text: string): JsonFault | undefined => {
  if (!text.isWellFormed()) return { pointer: '', detail: 'holds half of a surrogate pair' };
  return text.includes('\u0000') ? { pointer: '', detail: 'holds the character U+0000' } : undefined;
};

const isPrototypeTrick = (name: string, value: unknown): boolean =>
  name === '__proto__' || (name === 'constructor' && typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype'));

/** Walks a parsed value once: refuses what is legal JSON and yet dangerous or ambiguous, and counts members. */
class Inspection {
  members = 0;
  constructor(private readonly texts: boolean) {}

  fault(value: unknown): JsonFault | undefined {
    if (typeof value === 'string') return this.texts ? textFault(value) : undefined;
    if (typeof value === 'number') return Number.isFinite(value) ? undefined : { pointer: '', detail: 'is a number beyond what fits' };
    if (Array.isArray(value)) return this.itemFault(value);
    return isRecord(value) ? this.memberFault(value) : undefined;
  }

  private itemFault(items: readonly unknown[]): JsonFault | undefined {
    for (let i = 0; i < items.length; i++) {
      const fault = this.fault(items[i]);
      if (fault) return inside(i, fault);
    }
    return undefined;
  }

  private memberFault(object: Readonly<Record<string, unknown>>): JsonFault | undefined {
    for (const name of Object.keys(object)) {
      this.members++;
      const value = object[name];
      if (isPrototypeTrick(name, value)) return inside(name, { pointer: '', detail: 'is not allowed as a property name' });
      const fault = (this.texts ? textFault(name) : undefined) ?? this.fault(value);
      if (fault) return inside(name, fault);
    }
    return undefined;
  }
}

/** The value of a JSON text, or what is wrong with the text. */
export type JsonReading = { readonly value: unknown } | { readonly fault: JsonFault };

/** A fault of a whole body, in words that stand alone. */
export const bodyFault = ({ pointer = '', detail }: JsonFault): JsonFault => ({ pointer, detail: pointer ? detail : `the body ${detail}` });

const unreadable = (detail: string): JsonReading => ({ fault: { pointer: '', detail } });

function parse(text: string): JsonReading {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    const at = /position (\d+)/.exec(String(error))?.[1];
    return unreadable(`is not JSON${at ? ` (at character ${at})` : ''}`);
  }
}

const LOST = 'is a number with more digits than are kept (integers up to 2^53, 17 digits otherwise); round it, or send it as a text';

const digitsFault = (path: JsonPath | undefined): JsonFault | undefined =>
  path && { pointer: path.map(pointerStep).join(''), detail: LOST };

const BOM = 'starts with a byte order mark; leave it out';
const TWICE = 'has an object with the same property name twice';

interface ReadText {
  readonly value: unknown;
  readonly scanned: Scan;
  /** Where numbers stand that would not keep their digits. */
  readonly lost: readonly JsonPath[];
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decode(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

function readText(bytes: Uint8Array, maxDepth: number): ReadText | { readonly fault: JsonFault } {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { fault: { pointer: '', detail: BOM } };
  const text = decode(bytes);
  if (text === undefined) return { fault: { pointer: '', detail: 'is not UTF-8' } };
  const scanned = scan(bytes, maxDepth);
  if (!scanned) return { fault: { pointer: '', detail: `is nested more than ${maxDepth} levels deep` } };
  const reading = parse(text);
  return 'fault' in reading ? reading : { value: reading.value, scanned, lost: scanned.longNumbers ? lostNumbers(text) : [] };
}

/**
 * Reads untrusted JSON. Beyond its syntax it refuses: another encoding than UTF-8, a byte order mark, deep nesting (found by a linear scan,
 * since a stack overflow under async_hooks cannot be caught: CVE-2025-59466), a name that occurs twice, `__proto__` and
 * `constructor.prototype`, U+0000, half surrogates, and numbers that would lose digits or overflow.
 */
export function readJson(bytes: Uint8Array, maxDepth = MAX_DATA_DEPTH): JsonReading {
  const text = readText(bytes, maxDepth);
  if ('fault' in text) return text;
  const inspection = new Inspection(text.scanned.unicodeEscapes);
  const fault = inspection.fault(text.value) ?? digitsFault(text.lost[0]);
  if (fault) return { fault };
  return inspection.members === text.scanned.members ? text : unreadable(TWICE);
}

const countMembers = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce((sum: number, item) => sum + countMembers(item), Array.isArray(value) ? 0 : Object.keys(value).length)
    : 0;

function readItem(value: unknown, texts: boolean, lost: JsonPath | undefined): { readonly reading: JsonReading; readonly members: number } {
  const inspection = new Inspection(texts);
  const fault = inspection.fault(value) ?? digitsFault(lost?.slice(1));
  return fault ? { reading: { fault }, members: countMembers(value) } : { reading: { value }, members: inspection.members };
}

/** The same for an array whose items are judged one by one: a dangerous item does not spoil the others, an unreadable text does. */
export function readJsonItems(
  bytes: Uint8Array,
  maxDepth: number,
): { readonly items: readonly JsonReading[] } | { readonly fault: JsonFault } {
  const text = readText(bytes, maxDepth);
  if ('fault' in text) return text;
  if (!Array.isArray(text.value)) return { fault: { pointer: '', detail: 'must be an array' } };
  const lostIn = new Map(text.lost.toReversed().map((path) => [path[0], path]));
  const items = text.value.map((value, index) => readItem(value, text.scanned.unicodeEscapes, lostIn.get(index)));
  const members = items.reduce((sum, item) => sum + item.members, 0);
  return members === text.scanned.members ? { items: items.map((item) => item.reading) } : { fault: { pointer: '', detail: TWICE } };
}
