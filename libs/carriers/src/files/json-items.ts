import { type Fault, fault } from '../reading';
import type { Chunks } from './item';

/** One value of a file, as the bytes that it is. */
export type JsonItem = { readonly line: number } & ({ readonly bytes: Uint8Array } | { readonly fault: Fault });

const of = (characters: string): ReadonlySet<number> => new Set([...characters].map((one) => one.charCodeAt(0)));
const [QUOTE, BACKSLASH, NEWLINE, LIST] = [0x22, 0x5c, 0x0a, 0x5b];
/** What may stand between values: the record separator too (RFC 8142), and the bytes of a byte order mark. */
const SEPARATORS = of(' \t\r\n,\u001e\u00ef\u00bb\u00bf');
const OPENING = of('{[');
const CLOSING = of('}]');
/** As much before a list as its name can take. */
const TAIL_BYTES = 200;

/** The value that is being read: where it began, and what of it was kept. */
class Value {
  private size = 0;
  private parts: Buffer[] = [];
  /** The last bytes, for the name before a list. */
  private tail = '';

  constructor(
    private readonly line: number,
    private readonly maxBytes: number,
  ) {}

  keep(piece: Uint8Array): void {
    this.size += piece.length;
    if (this.size > this.maxBytes) this.parts = [];
    else this.parts.push(Buffer.from(piece));
    this.tail = `${this.tail}${Buffer.from(piece.subarray(-TAIL_BYTES)).toString('latin1')}`.slice(-TAIL_BYTES);
  }

  endsWith(pattern: RegExp): boolean {
    return pattern.test(this.tail);
  }

  item(): JsonItem {
    const { line, maxBytes } = this;
    return this.size > maxBytes
      ? { line, fault: fault('body-too-large', `A value has at most ${maxBytes} bytes.`) }
      : { line, bytes: Buffer.concat(this.parts) };
  }

  cutOff(): JsonItem {
    return { line: this.line, fault: fault('not-json', 'The file ends before its last value does.') };
  }
}

/** Takes a JSON file apart, byte by byte, without reading it: in UTF-8 no byte of another character looks like one of structure. */
class Scanner {
  private line = 1;
  private depth = 0;
  /** How deep the values are that are handed out. */
  private base = 0;
  private value: Value | undefined;
  private inString = false;
  private escaped = false;
  /** Behind the list that the file is about, until its object ends. */
  private isBehind = false;
  private readonly listName: RegExp | undefined;

  constructor(
    private readonly maxBytes: number,
    listName: string | undefined,
  ) {
    this.listName = listName === undefined ? undefined : new RegExp(`"${listName}"\\s*:\\s*$`);
  }

  private inText(byte: number): void {
    if (this.escaped) this.escaped = false;
    else if (byte === BACKSLASH) this.escaped = true;
    else if (byte === QUOTE) this.inString = false;
  }

  private leave(): void {
    this.depth = Math.max(0, this.depth - 1);
    this.isBehind = this.base === 2 && this.depth === 1;
    if (this.depth < this.base) this.base = this.isBehind ? 0 : this.depth;
  }

  /** Outside of a value. True when one begins here. */
  private begins(byte: number): boolean {
    if (SEPARATORS.has(byte)) return false;
    if (CLOSING.has(byte)) this.leave();
    else if (byte === LIST && this.depth === 0) this.base = this.depth = 1;
    else if (!this.isBehind) return true;
    else if (OPENING.has(byte)) this.depth += 1;
    return false;
  }

  /** Within a value. Tells where it ends: behind this byte, or before it. */
  private ends(byte: number): 'behind' | 'before' | undefined {
    if (OPENING.has(byte)) this.depth += 1;
    else if (CLOSING.has(byte)) {
      if (this.depth === this.base) return 'before';
      this.depth -= 1;
      return this.depth === this.base ? 'behind' : undefined;
    }
    return this.depth === this.base && SEPARATORS.has(byte) ? 'before' : undefined;
  }

  private isList(byte: number): boolean {
    return byte === LIST && this.depth === 1 && this.base === 0 && this.listName !== undefined;
  }

  *take(chunk: Uint8Array): Generator<JsonItem> {
    let start = 0;
    for (let i = 0; i < chunk.length; i += 1) {
      const byte = chunk[i] as number;
      if (byte === NEWLINE) this.line += 1;
      if (this.inString) {
        this.inText(byte);
        continue;
      }
      if (!this.value) {
        this.inString = byte === QUOTE;
        if (!this.begins(byte)) continue;
        this.value = new Value(this.line, this.maxBytes);
        start = i;
      }
      this.inString = byte === QUOTE;
      if (this.isList(byte)) {
        this.value.keep(chunk.subarray(start, i));
        start = i;
        if (this.listName && this.value.endsWith(this.listName)) {
          [this.value, this.base, this.depth] = [undefined, 2, 2];
          continue;
        }
      }
      const end = this.ends(byte);
      if (!end) continue;
      this.value.keep(chunk.subarray(start, end === 'behind' ? i + 1 : i));
      yield this.value.item();
      this.value = undefined;
      if (end === 'before' && CLOSING.has(byte)) this.leave();
    }
    this.value?.keep(chunk.subarray(start));
  }

  *end(): Generator<JsonItem> {
    if (this.value) yield this.depth === this.base && !this.inString ? this.value.item() : this.value.cutOff();
  }
}

/**
 * The values of a JSON file: the elements of a list, the members of a FeatureCollection, or values one behind the other (a line each). No
 * more than one of them is in memory; one that is too long is passed over.
 * @param listName the member of an object at the top whose list the file is about
 */
export async function* jsonItems(chunks: Chunks, maxBytes: number, listName?: string): AsyncGenerator<JsonItem> {
  const scanner = new Scanner(maxBytes, listName);
  for await (const chunk of chunks) yield* scanner.take(chunk);
  yield* scanner.end();
}
