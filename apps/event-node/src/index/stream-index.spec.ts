import type { LogRecord } from '../log/record';
import { hashBytes, hashName } from './name-hash';
import { OffsetBlocks } from './offset-blocks';
import { StreamIndex } from './stream-index';
import { StreamTable } from './stream-table';

describe('offset blocks', () => {
  test('give back every entry of interleaved chains of all lengths', () => {
    const blocks = new OffsetBlocks();
    const lengths = [1, 2, 3, 17, 1000, 40_000];
    const heads = lengths.map(() => 0);
    for (let i = 0; i < 40_000; i++) {
      lengths.forEach((length, chain) => {
        if (i < length) heads[chain] = blocks.append(heads[chain] as number, i, chain * 1e9 + i);
      });
    }
    const wrong = lengths.flatMap((length, chain) =>
      Array.from({ length }, (_, i) => i).filter((i) => blocks.at(heads[chain] as number, length, i) !== chain * 1e9 + i),
    );
    expect(wrong).toEqual([]);
  });
});

describe('name hash', () => {
  test('is the same from text and from bytes, also beyond ASCII', () => {
    for (const name of ['', 'a', 'shipment-1', 'straße-7', '😀', '$$x']) expect(hashName(name)).toEqual(hashBytes(Buffer.from(name)));
  });

  test('tells apart a hundred thousand similar names', () => {
    const seen = new Set(
      Array.from({ length: 100_000 }, (_, i) => hashName(`shipment-${i}`)).map(({ low, high }) => high * 2 ** 20 + (low >>> 12)),
    );
    expect(seen.size).toBe(100_000);
  });
});

describe('stream table', () => {
  test('keeps streams with one hash apart by what the caller verifies', () => {
    const table = new StreamTable();
    const hash = hashName('same');
    const [first, second] = [table.add(hash), table.add(hash)];
    expect(table.find(hash, (slot) => slot === second)).toBe(second);
    expect(table.find(hash, (slot) => slot === first)).toBe(first);
    expect(table.find(hash, () => false)).toBe(-1);
  });

  test('costs little memory per event and stream, with many short streams', () => {
    const table = new StreamTable();
    for (let stream = 0; stream < 100_000; stream++) {
      const slot = table.add(hashName(`shipment-${stream}`));
      for (let i = 0; i < 4; i++) table.push(slot, stream * 4 + i, false);
    }
    expect(table.byteSize / 400_000).toBeLessThan(40);
  });

  test('costs little more than the offset per event in a long stream', () => {
    const table = new StreamTable();
    const slot = table.add(hashName('long'));
    for (let i = 0; i < 1_000_000; i++) table.push(slot, i, false);
    expect(table.byteSize / 1_000_000).toBeLessThan(10);
    for (const i of [0, 1, 8190, 8191, 500_000, 999_999]) expect(table.positionAt(slot, i)).toBe(i);
  });
});

describe('stream index', () => {
  test('verifies names on disk, so a shared hash never mixes two streams', () => {
    const names = new Map([
      [10, 'other'],
      [20, 'wanted'],
    ]);
    const index = new StreamIndex((position) => ({ streamName: names.get(position) }) as LogRecord);
    const hash = hashName('wanted');
    const part = (position: number) => ({ hash, firstIndex: 0, endsInTombstone: false, offsets: Uint32Array.of(position) });
    expect(index.addSegment({ base: 0, length: 100, streams: [part(10), part(20)] })).toBe(true);
    expect(index.positionOf(index.slotOf('wanted'), 0)).toBe(20);
    expect(index.slotOf('absent')).toBe(-1);
    expect(index.size.streams).toBe(2);
  });

  test('refuses a segment that does not continue what is known', () => {
    const index = new StreamIndex(() => ({ streamName: 'a' }) as LogRecord);
    const streams = [{ hash: hashName('a'), firstIndex: 3, endsInTombstone: false, offsets: Uint32Array.of(1) }];
    expect(index.addSegment({ base: 0, length: 10, streams })).toBe(false);
    expect(index.size.streams).toBe(0);
  });
});
