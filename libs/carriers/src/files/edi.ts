import { FORMATS } from '../registry';
import { type Chunks, type FileContext, type FileItem, itemsOf, refusedItem } from './item';

/** What begins a transaction and ends it, and how the end of a segment is found. */
interface Syntax {
  readonly format: 'x12-214' | 'iftsta';
  readonly opens: string;
  readonly closes: string;
  /** Segments before the first transaction that each of them needs to be read. */
  readonly header: readonly string[];
  /** The character that ends a segment, and the one that takes the meaning of the next; undefined while the header is not all there yet. */
  readonly separators: (head: string) => { readonly terminator: string; readonly release: string; readonly element: string } | undefined;
}

const X12: Syntax = {
  format: 'x12-214',
  opens: 'ST',
  closes: 'SE',
  header: ['ISA', 'GS'],
  separators: (head) => {
    const element = head[3] ?? '';
    const parts = head.split(element, 17);
    if (parts.length < 17) return undefined;
    const terminator = head[parts.slice(0, 16).join(element).length + 2];
    return terminator === undefined ? undefined : { terminator, release: '', element };
  },
};
const EDIFACT: Syntax = {
  format: 'iftsta',
  opens: 'UNH',
  closes: 'UNT',
  header: ['UNB'],
  separators: (head) => {
    if (!head.startsWith('UNA')) return { terminator: "'", release: '?', element: '+' };
    if (head.length < 9) return undefined;
    return { terminator: head[8] as string, release: head[6] === ' ' ? '' : (head[6] as string), element: head[4] as string };
  },
};

/** No header is longer; a segment of a transaction, and a transaction, are bounded as well. */
const MAX_HEAD = 1_000;
const MAX_SEGMENT = 64 * 1024;
const MAX_TRANSACTION = 8 * 1024 * 1024;

interface Segment {
  readonly text: string;
  readonly line: number;
}

const newlines = (text: string): number => text.split('\n').length - 1;

/** Takes an interchange apart into segments, a letter for a byte, so that what is put together again is what came. */
class Segments {
  private buffer = '';
  private line = 1;
  private separators: ReturnType<Syntax['separators']>;

  constructor(private readonly syntax: Syntax) {}

  /** @returns a refusal when the file cannot be one of this syntax */
  private open(): FileItem | undefined {
    if (this.separators) return undefined;
    this.buffer = this.buffer.replace(/^(?:ï»¿)?/, '');
    const head = this.buffer.trimStart();
    const names = this.syntax.format === 'iftsta' ? ['UNA', 'UNB'] : ['ISA'];
    const isOne = head.length < 3 || names.some((name) => head.startsWith(name));
    const read = head.length < 4 ? undefined : this.syntax.separators(head);
    if (!isOne || (read === undefined && head.length > MAX_HEAD))
      return refusedItem(1, 'wrong-shape', `The file does not begin with a whole ${names.join(' or ')} segment.`);
    this.separators = read;
    return undefined;
  }

  /** Where the next segment ends, behind letters that were released. */
  private end(): number {
    const { terminator, release } = this.separators ?? { terminator: '', release: '' };
    for (let at = this.buffer.indexOf(terminator); at >= 0; at = this.buffer.indexOf(terminator, at + 1)) {
      let releases = 0;
      while (release !== '' && this.buffer[at - releases - 1] === release) releases += 1;
      if (releases % 2 === 0 && !(at < 9 && this.buffer.startsWith('UNA') && at !== 8)) return at;
    }
    return -1;
  }

  *take(text: string): Generator<Segment | FileItem> {
    this.buffer += text;
    const refusal = this.open();
    if (refusal) return yield refusal;
    if (!this.separators) return;
    for (let end = this.end(); end >= 0; end = this.end()) {
      const piece = this.buffer.slice(0, end + 1);
      this.buffer = this.buffer.slice(end + 1);
      const blank = piece.length - piece.trimStart().length;
      const line = this.line + newlines(piece.slice(0, blank));
      this.line += newlines(piece);
      yield { text: piece.slice(blank), line };
    }
    if (this.buffer.length > MAX_SEGMENT)
      yield refusedItem(this.line + newlines(this.buffer.slice(0, 1)), 'segment-broken', `A segment has at most ${MAX_SEGMENT} bytes.`);
  }

  nameOf({ text }: Segment): string {
    return text.startsWith('UNA')
      ? 'UNA'
      : (text
          .slice(0, 3)
          .split(this.separators?.element ?? '+')[0]
          ?.trim() ?? '');
  }

  /** What stands behind the last whole segment. */
  get rest(): FileItem | undefined {
    if (!this.separators) return refusedItem(1, 'wrong-shape', 'The file does not begin with a whole header.');
    if (this.buffer.trim() === '') return undefined;
    const line = this.line + newlines(this.buffer.slice(0, this.buffer.length - this.buffer.trimStart().length));
    return refusedItem(line, 'segment-broken', 'The last segment has no end and was not taken.');
  }
}

/** Puts each transaction behind the header of its interchange and has it read as a small interchange of its own. */
class Transactions {
  private header: Segment[] = [];
  private transaction: Segment[] | undefined;
  private size = 0;

  constructor(
    private readonly syntax: Syntax,
    private readonly context: FileContext,
  ) {}

  private *read(segments: readonly Segment[]): Generator<FileItem> {
    const whole = [...this.header, ...segments];
    const bytes = Buffer.from(whole.map(({ text }) => text).join(''), 'latin1');
    const { receivedTime, defaultTimeZone } = this.context;
    const result = FORMATS[this.syntax.format].normalize(bytes, { receivedTime, defaultTimeZone, headers: {}, url: '/' });
    const offset = whole[0]?.text.startsWith('UNA') ? 1 : 0;
    yield* itemsOf(result, (pointer) => whole[Number(/\d+$/.exec(pointer)?.[0] ?? 0) - 1 + offset]?.line ?? segments[0]?.line ?? 1);
  }

  *take(segment: Segment, name: string): Generator<FileItem> {
    const { opens, closes, header } = this.syntax;
    if (name === 'UNA' || name === header[0])
      this.header = name === 'UNA' || !this.header[0]?.text.startsWith('UNA') ? [segment] : [this.header[0], segment];
    else if (name === header[1]) this.header = [...this.header.slice(0, 1), segment];
    if (name === opens) {
      if (this.transaction) yield* this.read(this.transaction);
      [this.transaction, this.size] = [[], 0];
    }
    if (!this.transaction) return;
    this.size += segment.text.length;
    if (this.size <= MAX_TRANSACTION) this.transaction.push(segment);
    if (name !== closes) return;
    const { transaction } = this;
    this.transaction = undefined;
    if (this.size > MAX_TRANSACTION)
      yield refusedItem(transaction[0]?.line ?? 1, 'body-too-large', `A transaction has at most ${MAX_TRANSACTION} bytes.`);
    else yield* this.read(transaction);
  }

  /** What came of a transaction that has no end. */
  *end(): Generator<FileItem> {
    if (this.transaction && this.transaction.length > 0) yield* this.read(this.transaction);
  }
}

async function* readInterchange(syntax: Syntax, chunks: Chunks, context: FileContext): AsyncGenerator<FileItem> {
  const segments = new Segments(syntax);
  const transactions = new Transactions(syntax, context);
  for await (const chunk of chunks) {
    for (const found of segments.take(Buffer.from(chunk).toString('latin1'))) {
      if (!('text' in found)) {
        yield found;
        return;
      }
      yield* transactions.take(found, segments.nameOf(found));
    }
  }
  yield* transactions.end();
  if (segments.rest) yield segments.rest;
}

/** An X12 file, a transaction at a time. */
export const readX12 = (chunks: Chunks, context: FileContext): AsyncGenerator<FileItem> => readInterchange(X12, chunks, context);
/** An EDIFACT file, a message at a time. */
export const readEdifact = (chunks: Chunks, context: FileContext): AsyncGenerator<FileItem> => readInterchange(EDIFACT, chunks, context);
