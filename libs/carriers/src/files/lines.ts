import type { Fault } from '../reading';
import type { Chunks } from './item';

const NEWLINE = 0x0a;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A line of text, or why it cannot be read; the lines behind it can. */
export type Line = { readonly line: number } & ({ readonly text: string } | { readonly fault: Fault });

function decoded(line: number, bytes: Uint8Array): Line {
  try {
    return { line, text: utf8.decode(bytes).replace(/\r$/, '') };
  } catch {
    return { line, fault: { reason: 'broken-encoding', detail: 'The line is not UTF-8.' } };
  }
}

/** The lines of a file, without their ends. No more than one line is in memory, and of one that is too long nothing. */
export async function* linesOf(chunks: Chunks, maxBytes: number): AsyncGenerator<Line> {
  let [line, held, parts] = [1, 0, [] as Uint8Array[]];
  const finish = (): Line =>
    held > maxBytes
      ? { line, fault: { reason: 'body-too-large', detail: `A line has at most ${maxBytes} bytes.` } }
      : decoded(line, Buffer.concat(parts));
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); ; end = chunk.indexOf(NEWLINE, start)) {
      const part = chunk.subarray(start, end < 0 ? undefined : end);
      held += part.length;
      if (held <= maxBytes) parts.push(part);
      if (end < 0) break;
      yield finish();
      [line, held, parts, start] = [line + 1, 0, [], end + 1];
    }
  }
  if (held > 0) yield finish();
}
