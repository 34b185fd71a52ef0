import type { FormatName } from '../format-names';
import { MAX_BODY_BYTES } from '../reading';
import { FORMATS } from '../registry';
import { type Chunks, type FileContext, type FileItem, itemsOf, refusedItem } from './item';
import { jsonItems } from './json-items';
import { linesOf } from './lines';

const MAX_QUERY_BYTES = 8_192;

/** Pushes that were kept: JSON, one behind the other or in a list. Each is read as if it had just come. */
export const readPushes = (format: FormatName) =>
  async function* pushes(chunks: Chunks, { receivedTime, defaultTimeZone }: FileContext): AsyncGenerator<FileItem> {
    for await (const item of jsonItems(chunks, MAX_BODY_BYTES)) {
      const { line } = item;
      if ('fault' in item) yield refusedItem(line, item.fault.reason, item.fault.detail);
      else yield* itemsOf(FORMATS[format].normalize(item.bytes, { receivedTime, defaultTimeZone, headers: {}, url: '/' }), () => line);
    }
  };

/** A line is a request: its path and query, or its JSON body. */
export async function* readRequests(chunks: Chunks, { receivedTime }: FileContext): AsyncGenerator<FileItem> {
  for await (const given of linesOf(chunks, MAX_QUERY_BYTES)) {
    const { line } = given;
    if ('fault' in given) yield refusedItem(line, given.fault.reason, given.fault.detail);
    else if (given.text.trim() !== '') {
      const isBody = /^\s*[{[]/.test(given.text);
      const push = { receivedTime, headers: {}, url: isBody ? '/' : given.text };
      yield* itemsOf(FORMATS.osmand.normalize(Buffer.from(isBody ? given.text : ''), push), () => line);
    }
  }
}
