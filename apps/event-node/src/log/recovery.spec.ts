import fs from 'node:fs';
import path from 'node:path';
import { append, contents, openFixture, proposed, temporaryDirectory } from '../testing/store-fixture';
import { DamagedLog } from './log-error';

const SEGMENT = 'segment-00000000.log';
let directory: string;
beforeEach(() => {
  directory = temporaryDirectory();
});
afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));

/** Writes one write after the other, each with a sync of its own; answers the file's length after each. */
async function writeLog(writes: readonly (readonly [stream: string, events: number])[]): Promise<number[]> {
  const { store } = openFixture(directory);
  const lengths: number[] = [];
  for (const [stream, count] of writes) {
    await append(
      store,
      stream,
      Array.from({ length: count }, () => proposed()),
    );
    lengths.push(fs.statSync(path.join(directory, SEGMENT)).size);
  }
  await store.close();
  return lengths;
}

async function reopened(): Promise<string[]> {
  const { store } = openFixture(directory);
  try {
    return await contents(store);
  } finally {
    await store.close();
  }
}

function flip(file: string, offset: number): void {
  const bytes = fs.readFileSync(file);
  bytes[offset] = (bytes[offset] as number) ^ 0xff;
  fs.writeFileSync(file, bytes);
}

test('a tail torn at any byte of the last write is cut, whole writes stay, and the log goes on', async () => {
  const [whole, end] = (await writeLog([
    ['a', 2],
    ['b', 3],
  ])) as [number, number];
  const file = path.join(directory, SEGMENT);
  const bytes = fs.readFileSync(file);
  for (let cut = whole; cut < end; cut++) {
    fs.writeFileSync(file, bytes.subarray(0, cut));
    const { store } = openFixture(directory);
    expect(store.cutBytes).toBe(cut - whole);
    expect(await contents(store)).toEqual(['a/0', 'a/1']);
    expect(fs.statSync(file).size).toBe(whole);
    if (cut % 50 === 0) expect(await append(store, 'b', [proposed()])).toMatchObject({ kind: 'written', revision: 0, position: whole });
    await store.close();
  }
});

test('a last write with any byte damaged is cut as torn: a crash can leave its pages in any order', async () => {
  const [whole, end] = (await writeLog([
    ['a', 1],
    ['b', 2],
  ])) as [number, number];
  const file = path.join(directory, SEGMENT);
  const bytes = fs.readFileSync(file);
  for (let at = whole; at < end; at += 3) {
    fs.writeFileSync(file, bytes);
    flip(file, at);
    expect(await reopened()).toEqual(['a/0']);
  }
});

test('zeros behind the last write are cut', async () => {
  await writeLog([['a', 1]]);
  fs.appendFileSync(path.join(directory, SEGMENT), Buffer.alloc(5000));
  expect(await reopened()).toEqual(['a/0']);
});

test('damage to a write that was followed by another one is refused: it had been acknowledged', async () => {
  const [first] = (await writeLog([
    ['a', 1],
    ['a', 1],
    ['b', 1],
  ])) as [number];
  const file = path.join(directory, SEGMENT);
  const bytes = fs.readFileSync(file);
  for (let at = 1024; at < first; at += 5) {
    fs.writeFileSync(file, bytes);
    flip(file, at);
    await expect(reopened()).rejects.toThrow(DamagedLog);
  }
  await expect(reopened()).rejects.toThrow(/segment-00000000\.log: a record is damaged at byte 1024; restore the data directory/);
});

test('a damaged header of the only segment is refused', async () => {
  await writeLog([['a', 1]]);
  flip(path.join(directory, SEGMENT), 33);
  await expect(reopened()).rejects.toThrow(/segment header is damaged at byte 0/);
});

test('a segment whose making was interrupted is made again', async () => {
  await writeLog([['a', 1]]);
  for (const size of [0, 10, 1024]) {
    fs.writeFileSync(path.join(directory, 'segment-00000001.log'), Buffer.alloc(size));
    expect(await reopened()).toEqual(['a/0']);
    fs.rmSync(path.join(directory, 'segment-00000001.log'));
    fs.rmSync(path.join(directory, 'segment-00000000.index'), { force: true });
  }
});
