const varint = (value: number): number[] => (value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))]);
const field = (number: number, bytes: readonly number[]): number[] => [...varint(number * 8 + 2), ...varint(bytes.length), ...bytes];
const text = (value: string): number[] => [...Buffer.from(value)];
const EXTENT = 4096;
/** Once around the tile, as the steps of Mapbox Vector Tiles: move, three lines, close. */
const AROUND = [9, 0, 0, 26, 2 * EXTENT, 0, 0, 2 * EXTENT, 2 * EXTENT - 1, 0, 15].flatMap(varint);

/** A vector tile of the whole world, which one layer of that name covers. */
export function tileCoveredBy(name: string): Buffer {
  const polygon = [24, 3, ...field(4, AROUND)];
  return Buffer.from(field(3, [120, 2, ...field(1, text(name)), ...field(2, polygon), 40, ...varint(EXTENT)]));
}

const HEADER_BYTES = 127;
const [UNCOMPRESSED, VECTOR] = [1, 1];

/** A PMTiles archive (version 3) of one tile, the whole world's. */
export function archiveOf(tile: Buffer, layers: readonly string[]): Buffer {
  const metadata = Buffer.from(
    JSON.stringify({ attribution: 'Streets of a test', vector_layers: layers.map((id) => ({ id, fields: {} })) }),
  );
  // One entry: its tile, how often it counts, its length, and that it is the first.
  const root = Buffer.from([1, 0, 1, ...varint(tile.length), 1]);
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('PMTiles');
  header[7] = 3;
  const places = [HEADER_BYTES, root.length, HEADER_BYTES + root.length, metadata.length, 0, 0];
  const tiles = [HEADER_BYTES + root.length + metadata.length, tile.length, 1, 1, 1];
  for (const [i, value] of [...places, ...tiles].entries()) header.writeBigUInt64LE(BigInt(value), 8 + 8 * i);
  header.set([1, UNCOMPRESSED, UNCOMPRESSED, VECTOR], 96);
  for (const [i, degrees] of [-180, -85, 180, 85].entries()) header.writeInt32LE(degrees * 1e7, 102 + 4 * i);
  return Buffer.concat([header, root, metadata, tile]);
}
