import fs from 'node:fs';
import path from 'node:path';
import type { LogRecord } from '../log/record';
import { writeRecord } from '../log/record';
import { allRecords, append, openFixture, proposed, temporaryDirectory } from '../testing/store-fixture';
import { type CheckResult, checkStore, NoStore } from './check-store';
import type { Finding } from './findings';

const SIZES = { segmentBytes: 4096, tailBytes: 0 };
let directory: string;
let records: LogRecord[];

beforeAll(async () => {
  directory = temporaryDirectory();
  const { store } = openFixture(directory, SIZES);
  for (let i = 0; i < 40; i++) await append(store, `s-${i % 5}`, [proposed('x'.repeat(300)), proposed()]);
  records = await allRecords(store);
  await store.close();
});
afterAll(() => fs.rmSync(directory, { recursive: true, force: true }));

/** A copy of the log with something done to it, and what the check says about it. */
function checked(plant: (copy: string) => void): CheckResult & { readonly told: Finding[]; readonly progress: number[] } {
  const copy = temporaryDirectory();
  try {
    fs.cpSync(directory, copy, { recursive: true });
    plant(copy);
    const told: Finding[] = [];
    const progress: number[] = [];
    const result = checkStore(copy, {
      damage: (finding) => told.push({ ...finding, file: path.basename(finding.file) }),
      progress: (done, total) => progress.push(done / total),
    });
    return { ...result, told, progress };
  } finally {
    fs.rmSync(copy, { recursive: true, force: true });
  }
}

const segment = (number: number): string => `segment-${String(number).padStart(8, '0')}.log`;
const segmentsOf = (copy: string): string[] => fs.readdirSync(copy).filter((name) => name.endsWith('.log'));

function edit(copy: string, name: string, change: (bytes: Buffer) => Buffer | undefined): void {
  const file = path.join(copy, name);
  const bytes = fs.readFileSync(file);
  fs.writeFileSync(file, change(bytes) ?? bytes);
}

const flip = (copy: string, name: string, at: number): void =>
  edit(copy, name, (bytes) => {
    bytes[at] = (bytes[at] as number) ^ 0xff;
    return undefined;
  });

test('a whole log is whole, its progress ends at everything', () => {
  const { told, progress, ...result } = checked(() => undefined);
  expect(told).toEqual([]);
  expect(result).toMatchObject({ damages: 0, events: 80, streams: 5, unfinishedBytes: 0, segments: segmentsOf(directory).length });
  expect(progress.at(-1)).toBe(1);
});

test('a flipped bit is found with file and byte, and everything behind it is still read', () => {
  const second = records[2] as LogRecord;
  const { told, events } = checked((copy) => flip(copy, segment(0), second.position + 100));
  const third = records[3] as LogRecord;
  expect(told[0]).toEqual({
    file: segment(0),
    offset: second.position,
    finding: `a record is damaged: ${third.position - second.position} bytes up to the next whole record cannot be read`,
  });
  expect(told[1]?.finding).toBe(`event 2 of stream "s-1" follows nothing of it`);
  expect(told).toHaveLength(2);
  expect(events).toBeGreaterThan(70);
});

test('a record that is whole but says that it comes later in its stream', () => {
  const victim = records.at(-2) as LogRecord;
  const { told } = checked((copy) =>
    edit(copy, segmentsOf(copy).at(-1) as string, (bytes) => {
      const offset = bytes.indexOf(victim.bytes);
      const { id, streamNameBytes, index, position, createdMs, data } = victim;
      const event = { id, stream: streamNameBytes, index: index + 1, position, createdMs, data, isTombstone: false, isJson: false };
      writeRecord(
        bytes,
        offset,
        victim.bytes.length,
        { ...event, type: Buffer.from('Happened'), metadata: Buffer.alloc(0) },
        victim.flags,
        victim.syncedBefore,
      );
      return undefined;
    }),
  );
  expect(told.map(({ finding }) => finding)).toEqual(['event 15 of stream "s-4" follows event 13 of it']);
});

test('bytes cut out of the middle of a sealed segment', () => {
  const { damages, told } = checked((copy) =>
    edit(copy, segment(1), (bytes) => Buffer.concat([bytes.subarray(0, 1500), bytes.subarray(1600)])),
  );
  expect(damages).toBeGreaterThan(0);
  expect(told.map(({ file }) => file)).toContain(segment(1));
});

test.each([
  [
    'a missing segment',
    (copy: string) => fs.rmSync(path.join(copy, segment(1))),
    segment(2),
    /a segment that starts at \d+ is missing before this one/,
  ],
  ['a damaged header', (copy: string) => flip(copy, segment(2), 3), segment(2), /the segment header is damaged/],
  [
    'a missing last segment',
    (copy: string) => fs.rmSync(path.join(copy, segmentsOf(copy).at(-1) as string)),
    undefined,
    /the segment that follows is missing/,
  ],
  [
    'an index that is damaged',
    (copy: string) => flip(copy, segment(0).replace('.log', '.index'), 40),
    'segment-00000000.index',
    /the index does not say/,
  ],
] as const)('%s', (_, plant, file, finding) => {
  const { told } = checked(plant);
  expect(told[0]?.finding).toMatch(finding);
  if (file) expect(told[0]?.file).toBe(file);
});

test('an index that is missing is no damage', () => {
  expect(checked((copy) => fs.rmSync(path.join(copy, 'segment-00000000.index'))).damages).toBe(0);
});

test('a torn tail is told apart from damage', () => {
  const { damages, unfinishedBytes } = checked((copy) =>
    edit(copy, segmentsOf(copy).at(-1) as string, (bytes) => bytes.subarray(0, bytes.length - 7)),
  );
  const [first, second] = records.slice(-2) as [LogRecord, LogRecord];
  expect({ damages, unfinishedBytes }).toEqual({ damages: 0, unfinishedBytes: first.bytes.length + second.bytes.length - 7 });
});

test('a shredded log is told to its end, in a hundred lines at most', () => {
  const { told, damages } = checked((copy) => {
    for (const name of segmentsOf(copy)) edit(copy, name, (bytes) => bytes.fill(0x57, 1024));
  });
  expect(damages).toBeGreaterThan(3);
  expect(told.length).toBeLessThanOrEqual(100);
});

test('a directory without log is not a whole log', () => {
  expect(() =>
    checked((copy) => {
      for (const name of fs.readdirSync(copy)) fs.rmSync(path.join(copy, name));
    }),
  ).toThrow(NoStore);
});
