import { type Fault, fault } from '../reading';
import type { Chunks } from './item';

const MAX_TOKEN = 64 * 1024;
const MAX_DEPTH = 64;

export type XmlToken = { readonly line: number } & (
  | { readonly open: string; readonly attributes: ReadonlyMap<string, string> }
  | { readonly close: string }
  | { readonly text: string }
  /** The file ends here for its reader. */
  | { readonly fault: Fault }
);

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const ATTRIBUTE = /\s+([^\s=/<>"']+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;

class Broken extends Error {
  constructor(
    message: string,
    readonly reason: Fault['reason'] = 'wrong-shape',
  ) {
    super(message);
  }
}

/** Entities that the language itself has. Others come from a DTD, which can blow up a small file, or fetch another one. */
function decode(text: string): string {
  return text.replace(/&([^;\s]{0,16});?/g, (_, name: string) => {
    const code = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/i.exec(name);
    const point = code ? Number.parseInt(code[1] ?? code[2] ?? '', code[1] ? 16 : 10) : undefined;
    if (point !== undefined && point <= 0x10ffff) return String.fromCodePoint(point);
    if (Object.hasOwn(ENTITIES, name)) return ENTITIES[name] as string;
    throw new Broken(`The entity &${name.slice(0, 16)}; is not one of XML itself.`);
  });
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

function attributesOf(tag: string, from: number): Map<string, string> {
  const found = new Map<string, string>();
  let end = from;
  ATTRIBUTE.lastIndex = from;
  for (let match = ATTRIBUTE.exec(tag); match; match = ATTRIBUTE.exec(tag)) {
    const name = match[1] as string;
    if (found.has(name)) throw new Broken(`The attribute ${name.slice(0, 40)} stands twice.`);
    found.set(name, decode(match[2] ?? match[3] ?? ''));
    end = ATTRIBUTE.lastIndex;
  }
  if (tag.slice(end).trim() !== '') throw new Broken('A tag is not written as XML writes it.');
  return found;
}

/** What ends a piece of markup: comments and the like have ends of their own. A `>` within quotes ends no tag. */
function endOf(buffer: string): { readonly end: number; readonly length: number } | undefined {
  const special = [
    ['<!--', '-->'],
    ['<![CDATA[', ']]>'],
    ['<?', '?>'],
  ].find(([start = '']) => buffer.startsWith(start));
  if (special) {
    const end = buffer.indexOf(special[1] as string, (special[0] as string).length);
    return end < 0 ? undefined : { end, length: (special[1] as string).length };
  }
  const match = /^<(?:[^"'<>]|"[^"]*"|'[^']*')*>/.exec(buffer.slice(0, MAX_TOKEN));
  return match ? { end: match[0].length - 1, length: 1 } : undefined;
}

/** Reads XML from front to back, keeping no more than a tag and the names of what is open. */
class Tokens {
  private buffer = '';
  private line = 1;
  private readonly path: string[] = [];

  private *markup(piece: string): Generator<XmlToken> {
    const { line } = this;
    if (piece.startsWith('<!--') || piece.startsWith('<?')) return;
    if (piece.startsWith('<![CDATA[')) return yield { line, text: piece.slice(9, -3) };
    if (piece.startsWith('<!')) throw new Broken('A document type (DTD) is not read.');
    const [, slash, name = ''] = /^<(\/?)([^\s/<>"'=]+)/.exec(piece) ?? [];
    if (name === '') throw new Broken('A tag has no name.');
    if (slash === '/') {
      if (this.path.pop() !== name) throw new Broken(`</${name.slice(0, 40)}> closes what is not open.`);
      return yield { line, close: localName(name) };
    }
    const isEmpty = piece.endsWith('/>');
    yield { line, open: localName(name), attributes: attributesOf(piece.slice(0, isEmpty ? -2 : -1), name.length + 1) };
    if (isEmpty) yield { line, close: localName(name) };
    else if (this.path.push(name) > MAX_DEPTH) throw new Broken(`Elements are nested at most ${MAX_DEPTH} deep.`);
  }

  private advance(length: number): string {
    const piece = this.buffer.slice(0, length);
    this.buffer = this.buffer.slice(length);
    return piece;
  }

  private count(piece: string): void {
    for (let at = piece.indexOf('\n'); at >= 0; at = piece.indexOf('\n', at + 1)) this.line += 1;
  }

  *take(text: string): Generator<XmlToken> {
    this.buffer += text;
    for (;;) {
      const markup = this.buffer.indexOf('<');
      if (markup !== 0) {
        const piece = this.advance(Math.max(0, markup));
        if (piece.trim() !== '') yield { line: this.line, text: decode(piece) };
        this.count(piece);
        if (markup < 0) break;
        continue;
      }
      const found = endOf(this.buffer);
      if (!found) break;
      const piece = this.advance(found.end + found.length);
      yield* this.markup(piece);
      this.count(piece);
    }
    if (this.buffer.length > MAX_TOKEN) throw new Broken(`A tag or a text has at most ${MAX_TOKEN} characters.`);
  }

  *end(): Generator<XmlToken> {
    if (this.path.length > 0 || this.buffer.trim() !== '')
      yield { line: this.line, fault: fault('wrong-shape', 'The file ends before its last element does.') };
  }

  fault(error: unknown): XmlToken {
    if (!(error instanceof Broken)) throw error;
    return { line: this.line, fault: fault(error.reason, error.message) };
  }
}

/** Turns bytes into text, in the encoding that the declaration names. */
class Decoding {
  private readonly decoder: InstanceType<typeof TextDecoder>;

  constructor(first: Uint8Array) {
    const head = Buffer.from(first.subarray(0, 200)).toString('latin1');
    const [, name = 'utf-8'] = /^(?:ï»¿)?<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']/.exec(head) ?? [];
    if (!['utf-8', 'us-ascii', 'iso-8859-1', 'windows-1252'].includes(name.toLowerCase()))
      throw new Broken('The file is not in UTF-8 or ISO 8859-1.', 'broken-encoding');
    this.decoder = new TextDecoder(name);
  }

  /** Text up to the first byte that is none of this encoding: what stands before it is good. */
  text(chunk?: Uint8Array): { readonly text: string; readonly isWhole: boolean } {
    const text = this.decoder.decode(chunk, { stream: chunk !== undefined });
    const broken = text.indexOf('\ufffd');
    return broken < 0 ? { text, isWhole: true } : { text: text.slice(0, broken), isWhole: false };
  }
}

/** Tags and texts of an XML file, until its end or its first fault. */
export async function* readXml(chunks: Chunks): AsyncGenerator<XmlToken> {
  const tokens = new Tokens();
  let decoding: Decoding | undefined;
  async function* texts() {
    for await (const chunk of chunks) {
      decoding ??= new Decoding(chunk);
      yield decoding.text(chunk);
    }
    if (decoding) yield decoding.text();
  }
  try {
    for await (const { text, isWhole } of texts()) {
      yield* tokens.take(text);
      if (!isWhole) throw new Broken('The file is not in the encoding that it says.', 'broken-encoding');
    }
    yield* tokens.end();
  } catch (error) {
    yield tokens.fault(error);
  }
}
