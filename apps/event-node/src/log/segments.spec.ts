import fs from 'node:fs';
import path from 'node:path';
import type { EventStore } from '../event-store';
import { allRecords, append, contents, openFixture, proposed, temporaryDirectory } from '../testing/store-fixture';
import { InvalidPosition } from './log-error';
import type { LogRecord } from './record';

const SMALL = { segmentBytes: 4096, tailBytes: 0 };
let directory: string;
beforeEach(async () => {
  directory = temporaryDirectory();
  const { store } = openFixture(directory, SMALL);
  for (let i = 0; i < 60; i++) await append(store, `s-${i % 7}`, [proposed('x'.repeat(300)), proposed()]);
  await store.close();
});
afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));

const files = (suffix: string): string[] =>
  fs
    .readdirSync(directory)
    .filter((name) => name.endsWith(suffix))
    .sort();

async function reopened<T>(look: (store: ReturnType<typeof openFixture>['store']) => Promise<T>): Promise<T> {
  const { store } = openFixture(directory, SMALL);
  try {
    return await look(store);
  } finally {
    await store.close();
  }
}

async function expectWhole(): Promise<void> {
  await reopened(async (store) => {
    expect(await contents(store)).toHaveLength(120);
    for (let i = 0; i < 7; i++) {
      const slot = store.index.slotOf(`s-${i}`);
      const last = store.index.lastRevision(slot);
      expect(last).toBe(i < 4 ? 17 : 15);
      for (let revision = 0; revision <= last; revision++) {
        expect(store.reader.knownRecordAt(store.index.positionOf(slot, revision))).toMatchObject({ index: revision, streamName: `s-${i}` });
      }
    }
  });
}

test('the log rolls, positions rise over segments, and every sealed segment has an index', async () => {
  expect(files('.log').length).toBeGreaterThan(5);
  expect(files('.index')).toHaveLength(files('.log').length - 1);
  await reopened(async (store) => {
    const positions = (await allRecords(store)).map((record) => record.position);
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    expect(new Set(positions).size).toBe(120);
  });
  await expectWhole();
});

test('backwards is forwards turned round, over segments', async () => {
  await reopened(async (store) => {
    const forwards = (await allRecords(store)).map((record) => record.position);
    const backwards: number[] = [];
    for (let records = await store.reader.recordsBefore(store.reader.end); records.length > 0; ) {
      backwards.push(...records.map((record) => record.position));
      records = await store.reader.recordsBefore((records.at(-1) as LogRecord).position);
    }
    expect(backwards.reverse()).toEqual(forwards);
  });
});

function isRecordStart(store: EventStore, position: number): boolean {
  try {
    return store.reader.recordAt(position).position === position;
  } catch (error) {
    if (error instanceof InvalidPosition) return false;
    throw error;
  }
}

test('only a record start is a position', async () => {
  await reopened(async (store) => {
    const starts = new Set((await allRecords(store)).map((record) => record.position));
    const accepted: number[] = [];
    for (let position = 0; position < store.reader.end + 10; position++) if (isRecordStart(store, position)) accepted.push(position);
    expect(accepted).toEqual([...starts]);
  });
});

test.each(['missing', 'damaged', 'of another segment'])('an index file that is %s is made again by a scan', async (how) => {
  const [first, second] = files('.index').map((name) => path.join(directory, name)) as [string, string];
  const whole = fs.readFileSync(first);
  if (how === 'missing') fs.rmSync(first);
  else if (how === 'damaged') fs.writeFileSync(first, whole.subarray(0, whole.length - 1));
  else fs.copyFileSync(second, first);
  await expectWhole();
  expect(fs.readFileSync(first)).toEqual(whole);
});

test('damage in a sealed segment is refused by a scan, and by a read where an index stood in for the scan', async () => {
  const file = path.join(directory, files('.log')[1] as string);
  const bytes = fs.readFileSync(file);
  bytes[1500] = (bytes[1500] as number) ^ 1;
  fs.writeFileSync(file, bytes);
  await reopened(async (store) => {
    await expect(allRecords(store)).rejects.toThrow(/segment-00000001\.log: a record is damaged at byte/);
  });
  fs.rmSync(path.join(directory, files('.index')[1] as string));
  expect(() => openFixture(directory, SMALL)).toThrow(/segment-00000001\.log: a record is damaged at byte/);
});

test.each(['first', 'middle', 'last'])('a missing %s segment is refused', async (which) => {
  const all = files('.log');
  const gone = { first: all[0], middle: all[2], last: all.at(-1) }[which] as string;
  fs.rmSync(path.join(directory, gone));
  expect(() => openFixture(directory, SMALL)).toThrow(/missing/);
});

test('a truncated sealed segment is refused', async () => {
  const file = path.join(directory, files('.log')[1] as string);
  fs.truncateSync(file, fs.statSync(file).size - 1);
  expect(() => openFixture(directory, SMALL)).toThrow(/missing before this one|damaged/);
});
