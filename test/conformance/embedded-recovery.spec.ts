import fs from 'node:fs';
import path from 'node:path';
import { ANY, type EventData, type EventStoreDBClient, NO_STREAM } from '@eventstore/db-client';
import { clientOf, started } from './support/embedded';
import { acknowledged, collect, event, events, outcome, revisions, uniqueStream } from './support/events';

/* What an embedded node keeps when it is killed or damaged. */
jest.setTimeout(60_000);
/** Appends to many streams until the node goes away; answers what was acknowledged and what was merely sent, by stream, in order. */
function load(client: EventStoreDBClient, streams: readonly string[]) {
  const acked = new Map<string, string[]>(streams.map((stream) => [stream, []]));
  const sent = new Map<string, string[]>(streams.map((stream) => [stream, []]));
  let acks = 0;
  let wanted = { acks: Number.POSITIVE_INFINITY, wake: (): void => undefined };
  const done = Promise.all(
    streams.map(async (stream) => {
      for (;;) {
        const batch = events(1 + (acks % 3));
        sent.get(stream)?.push(...batch.map(({ id }) => id as string));
        const revision = acked.get(stream)?.length as number;
        const expectedRevision = revision === 0 ? NO_STREAM : BigInt(revision - 1);
        if (!(await acknowledged(client.appendToStream(stream, batch, { expectedRevision })))) return;
        acked.get(stream)?.push(...batch.map(({ id }) => id as string));
        acks += 1;
        if (acks >= wanted.acks) wanted.wake();
      }
    }),
  );
  const reached = (count: number): Promise<void> =>
    new Promise((resolve) => {
      wanted = { acks: count, wake: resolve };
    });
  return { acked, sent, done, reached };
}

async function idsOf(client: EventStoreDBClient, stream: string): Promise<string[]> {
  const read = await outcome(collect(client.readStream(stream)));
  return Array.isArray(read) ? read.map(({ event: found }) => found.id) : [];
}

test('killed under concurrent appends, every acknowledged event is there exactly once, in order, and no write in part', async () => {
  const node = await started({ args: ['--segment-bytes', '65536'] });
  for (let round = 0; round < 3; round++) {
    const client = clientOf(node);
    const streams = Array.from({ length: 24 }, () => uniqueStream());
    const running = load(client, streams);
    await running.reached(40 + 60 * round);
    await node.kill('SIGKILL');
    await running.done;
    await node.restart();
    const again = clientOf(node);
    for (const stream of streams) {
      const stored = await idsOf(again, stream);
      const acked = running.acked.get(stream) as string[];
      const sent = running.sent.get(stream) as string[];
      expect(stored.slice(0, acked.length)).toEqual(acked);
      expect([acked, sent]).toContainEqual(stored);
    }
  }
  expect(fs.readdirSync(node.dataDir).filter((name) => name.endsWith('.log')).length).toBeGreaterThan(1);
});

test('a write whose answer was lost is recognised after the restart and not stored again', async () => {
  const node = await started();
  const [stream, batch] = [uniqueStream(), events(3)];
  const first = await clientOf(node).appendToStream(stream, batch, { expectedRevision: NO_STREAM });
  await node.restart();
  const client = clientOf(node);
  expect(await client.appendToStream(stream, batch, { expectedRevision: NO_STREAM })).toEqual(first);
  expect(await outcome(client.appendToStream(stream, [batch[0] as EventData, event()], { expectedRevision: NO_STREAM }))).toBe(
    'wrong-expected-version',
  );
  expect(await revisions(client.readStream(stream))).toEqual([0, 1, 2]);
  await client.appendToStream(stream, batch[0] as EventData, { expectedRevision: ANY });
  expect(await revisions(client.readStream(stream))).toEqual([0, 1, 2, 3]);
});

test('soft deletes, tombstones and metadata survive a restart over many segments', async () => {
  const node = await started({ args: ['--segment-bytes', '4096'] });
  const client = clientOf(node);
  const [soft, dead, bounded] = [uniqueStream('soft'), uniqueStream('dead'), uniqueStream('bounded')];
  for (const stream of [soft, dead, bounded]) for (let i = 0; i < 10; i++) await client.appendToStream(stream, events(3));
  await client.deleteStream(soft);
  await client.tombstoneStream(dead);
  await client.setStreamMetadata(bounded, { maxCount: 4 });
  for (let i = 0; i < 20; i++) await client.appendToStream(uniqueStream(), events(3));
  await node.restart();
  const again = clientOf(node);
  expect(await outcome(collect(again.readStream(soft)))).toBe('stream-not-found');
  expect(await outcome(collect(again.readStream(dead)))).toBe('stream-deleted');
  expect(await revisions(again.readStream(bounded))).toEqual([26, 27, 28, 29]);
  expect(await again.appendToStream(soft, event())).toMatchObject({ nextExpectedRevision: 30n });
  expect((await collect(again.readAll())).length).toBe(90 + 3 + 60 + 2);
});

test('a torn tail is cut and reported; damage before it stops the start with a sentence', async () => {
  const node = await started();
  const client = clientOf(node);
  for (let i = 0; i < 3; i++) await client.appendToStream('s', event());
  await client.dispose();
  await node.kill();
  const file = path.join(node.dataDir, 'segment-00000000.log');
  const whole = fs.readFileSync(file);
  fs.writeFileSync(file, whole.subarray(0, whole.length - 7));
  await node.restart();
  expect(await revisions(clientOf(node).readStream('s'))).toEqual([0, 1]);
  await node.kill();
  const damaged = Buffer.from(whole);
  damaged[1100] = (damaged[1100] as number) ^ 1;
  fs.writeFileSync(file, damaged);
  const error = await node.restart().catch((refused: Error) => refused);
  expect((error as Error).message).toContain(`${file}: a record is damaged at byte 1024; restore the data directory from a backup`);
  fs.writeFileSync(file, whole);
  await node.restart();
  expect(await revisions(clientOf(node).readStream('s'))).toEqual([0, 1, 2]);
});
