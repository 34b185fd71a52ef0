import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type EventStoreDBClient, NO_STREAM } from '@eventstore/db-client';
import { type SmallDisk, smallDisk } from '../support/small-disk';
import { afterwards, clientOf, started } from './support/embedded';
import { acknowledged, collect, eventOfSize, events, outcome, revisions, uniqueStream } from './support/events';

/* What an embedded node does on a disk that is full, nearly full, or broken. */
jest.setTimeout(60_000);
function mounted(megabytes: number): SmallDisk | undefined {
  const disk = smallDisk(megabytes);
  if (disk) afterwards(disk.unmount);
  return disk;
}

const append = (client: EventStoreDBClient, stream: string, bytes = 10): Promise<unknown> =>
  outcome(client.appendToStream(stream, eventOfSize(bytes), { expectedRevision: NO_STREAM }));

async function succeeds(attempt: () => Promise<unknown>): Promise<void> {
  while (typeof (await attempt()) === 'string');
}

test('a full disk: writes are refused, reads go on, and writes work again by themselves when there is space', async () => {
  const disk = mounted(2);
  if (!disk) return;
  const node = await started({ dataDir: path.join(disk.path, 'data') });
  const client = clientOf(node);
  const stored: string[] = [];
  for (let round = 0; round < 3; round++) {
    disk.fill(512 * 1024);
    for (let i = 0; ; i++) {
      const stream = uniqueStream();
      const answer = await append(client, stream, 300_000);
      if (typeof answer === 'string') {
        expect(answer).toBe('unknown');
        expect(await outcome(collect(client.readStream(stream)))).toBe('stream-not-found');
        break;
      }
      stored.push(stream);
      expect(i).toBeLessThan(4);
    }
    expect(await revisions(client.readStream(stored[0] as string))).toEqual([0]);
    disk.free();
    const stream = uniqueStream();
    await succeeds(() => append(client, stream));
    stored.push(stream);
  }
  await node.restart();
  const again = clientOf(node);
  for (const stream of stored) expect(await revisions(again.readStream(stream))).toEqual([0]);
  expect(await collect(again.readAll())).toHaveLength(stored.length);
});

test('a disk with less than a twentieth left: nothing more is taken on, in clear words', async () => {
  const disk = mounted(8);
  if (!disk) return;
  const node = await started({ dataDir: path.join(disk.path, 'data') });
  const client = clientOf(node);
  expect(await append(client, 'before')).toMatchObject({ success: true });
  disk.fill(300 * 1024);
  // The node looks four times a second; small writes fit meanwhile.
  while ((await append(client, uniqueStream())) !== 'unknown');
  await says(/Only \d+ bytes are free where .* lies: writes are refused until there is more/);
  expect(await revisions(client.readStream('before'))).toEqual([0]);
  disk.free();
  await succeeds(() => append(client, 'after'));
  await says(/There is room again/);

  /** What the process says comes on another way than its answers. */
  async function says(words: RegExp): Promise<void> {
    while (!words.test(node.said())) await revisions(client.readStream('before'));
  }
});

test('a sync that fails: nothing is acknowledged behind it, the node ends with a sentence, and keeps what it had acknowledged', async () => {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-sync-'));
  afterwards(() => fs.rmSync(home, { recursive: true, force: true }));
  const trigger = path.join(home, 'broken');
  const preload = path.resolve(__dirname, '../support/failing-sync.cjs');
  const env = { NODE_OPTIONS: `--require=${preload}`, FAIL_SYNC_WHEN: trigger };
  const node = await started({ dataDir: path.join(home, 'data'), env });
  const client = clientOf(node);
  const acked: string[] = [];
  let brokenAt = Number.POSITIVE_INFINITY;
  const writers = Array.from({ length: 8 }, async () => {
    for (;;) {
      const stream = uniqueStream();
      if (!(await acknowledged(client.appendToStream(stream, events(2), { expectedRevision: NO_STREAM })))) return;
      acked.push(stream);
      if (acked.length === 60) {
        fs.writeFileSync(trigger, '');
        brokenAt = acked.length;
      }
    }
  });
  await Promise.all(writers);
  expect(await node.ended()).toBe(1);
  // What was on its way when the disk broke may have been synced before; each writer has one write under way.
  expect(acked.length - brokenAt).toBeLessThan(8);
  expect(node.said()).toContain('The log could not be synced: EIO');
  fs.rmSync(trigger);
  await node.restart();
  const again = clientOf(node);
  for (const stream of acked) expect(await revisions(again.readStream(stream))).toEqual([0, 1]);
});
