import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { instantAt } from '@waybill/events';
import { Refusal } from '../refusal';
import { ImportFile } from './file';
import { importFile } from './import-file';
import { Summary } from './summary';

describe('a file to import', () => {
  let folder: string;
  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-import-'));
  });
  afterAll(() => fs.rmSync(folder, { recursive: true }));
  const write = (content: Uint8Array | string): string => {
    const file = path.join(folder, 'file');
    fs.writeFileSync(file, content);
    return file;
  };
  const textOf = async (file: ImportFile): Promise<string> => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of file.chunks()) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  };

  it('is read as it is, or unpacked, and tells how far', async () => {
    for (const content of ['a,b\n', gzipSync('a,b\n')]) {
      const file = new ImportFile(write(content));
      expect(await textOf(file)).toBe('a,b\n');
      expect(file.done).toBe(file.size);
    }
  });
  it('that is a bomb is stopped, and one that is broken says so', async () => {
    await expect(textOf(new ImportFile(write(gzipSync(Buffer.alloc(10_000_000))), 1_000_000))).rejects.toThrow(/more than 1000000 bytes/);
    await expect(textOf(new ImportFile(write(gzipSync('a,b\n'.repeat(100)).subarray(0, 20))))).rejects.toThrow(Refusal);
    expect(() => new ImportFile(path.join(folder, 'none')).size).toThrow(/There is no file/);
  });
});

describe('the summary of an import', () => {
  it('counts, names the first refusals, and puts together what was ignored', () => {
    const summary = new Summary();
    for (let line = 1; line <= 30; line += 1) summary.add({ line, outcome: 'refused', reason: 'time-unreadable', detail: 'No.' });
    summary.add({ line: 31, outcome: 'taken' });
    for (const line of [32, 33]) summary.add({ line, outcome: 'ignored', detail: 'no fix' });
    const lines = summary.lines();
    expect(lines[0]).toBe('33 reports: 1 taken, 0 duplicates, 0 parked, 30 refused, 2 ignored.');
    expect(lines[1]).toBe('  line 1: refused, time-unreadable: No.');
    expect(lines.slice(-2)).toEqual(['  … and 10 more; --report <file> has them all', '  ignored 2 times, first at line 32: no fix']);
    expect(summary.refusals).toBe(30);
  });
});

describe('an import that ends early', () => {
  const AT = Date.parse('2026-03-02T10:00:00Z');
  async function* requests(count: number): AsyncGenerator<Uint8Array> {
    for (let i = 0; i < count; i += 1) yield Buffer.from(`/?id=phone-7&lat=53.5&lon=9.9&timestamp=${AT / 1_000 - i}\n`);
    throw new Refusal('The file is broken here.');
  }

  it.each([
    ['by its file', 1_700, Number.POSITIVE_INFINITY, [500, 500, 500], 'The file is broken here.'],
    ['by the API', 10_000, 2, [500, 500, 500, 500], 'The second batch is refused.'],
  ])('%s tells what became of all that was sent', async (_, count, refused, told, why) => {
    let batches = 0;
    const send = async (events: readonly object[]) => {
      batches += 1;
      if (batches === refused) throw new Refusal('The second batch is refused.');
      return events.map(() => ({ outcome: 'appended' as const }));
    };
    const outcomes: number[] = [];
    const read = async (): Promise<void> => {
      const context = { receivedTime: instantAt(AT) };
      for await (const some of importFile('osmand', requests(count), context, 'urn:test', send)) outcomes.push(some.length);
    };
    await expect(read()).rejects.toThrow(why);
    expect(outcomes).toEqual(told);
  });
});
