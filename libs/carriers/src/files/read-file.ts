import { type FileFormat, FORMAT_NAMES } from '../format-names';
import { readCsv } from './csv';
import { readEdifact, readX12 } from './edi';
import { readGeoJson } from './geojson';
import { readGpx } from './gpx';
import { type Chunks, type FileContext, type FileItem, type FileReader, refusedItem } from './item';
import { readNmea } from './nmea';
import { readPushes, readRequests } from './pushes';

const READERS: Readonly<Record<string, FileReader>> = {
  ...Object.fromEntries(FORMAT_NAMES.map((name) => [name, readPushes(name)])),
  'x12-214': readX12,
  iftsta: readEdifact,
  osmand: readRequests,
  nmea: readNmea,
  gpx: readGpx,
  geojson: readGeoJson,
  csv: readCsv,
};

/** What a packed file begins with. It is not unpacked here: how large it becomes is for the one who has the disk to bound. */
const PACKED: readonly (readonly [string, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
];
const packing = (chunk: Uint8Array): string | undefined => PACKED.find(([, magic]) => magic.every((byte, i) => chunk[i] === byte))?.[0];

/**
 * Reads a file of any size, a part at a time: a report or a reason for each thing in it, with its line. No more than one part is in memory,
 * and nothing is thrown, whatever the bytes; an error of the source of the bytes passes through.
 */
export async function* readFile(format: FileFormat, chunks: Chunks, context: FileContext): AsyncGenerator<FileItem> {
  const iterator = chunks[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done) return yield refusedItem(1, 'wrong-shape', 'The file is empty.');
  const packed = packing(first.value);
  if (packed) return yield refusedItem(1, 'wrong-shape', `The file is packed (${packed}): unpack it first.`);
  const all: Chunks = {
    async *[Symbol.asyncIterator]() {
      yield first.value;
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
    },
  };
  yield* (READERS[format] as FileReader)(all, context);
}
