import { randomUUID } from 'node:crypto';
import { ANY, jsonEvent, NO_STREAM } from '@eventstore/db-client';
import { collect, event, events, outcome, revisions, uniqueStream } from './support/events';
import { useTarget } from './support/target';

/* What Waybill's own use of the store relies on, stated as the store's answers. */
const target = useTarget();

test('same ids, same expected revision, sent again after many others: the original answer, nothing new', async () => {
  const stream = uniqueStream();
  const sent = events(5);
  const first = await target.client.appendToStream(stream, sent, { expectedRevision: NO_STREAM });
  await target.client.appendToStream(stream, events(3));
  for (let i = 0; i < 20; i++) await target.client.appendToStream(uniqueStream('other'), events(100));
  const again = await target.client.appendToStream(stream, sent, { expectedRevision: NO_STREAM });
  expect(again).toEqual(first);
  expect(await revisions(target.client.readStream(stream))).toHaveLength(8);
});

test('a known id at the head is stored twice: intake must never get there', async () => {
  const stream = uniqueStream();
  const same = event();
  await target.client.appendToStream(stream, same, { expectedRevision: NO_STREAM });
  await target.client.appendToStream(stream, same, { expectedRevision: 0n });
  const ids = (await collect(target.client.readStream(stream))).map(({ event: found }) => found?.id);
  expect(ids).toEqual([same.id, same.id]);
});

test('same id with any, at once: one event', async () => {
  const stream = uniqueStream();
  const same = event();
  const append = () => outcome(target.client.appendToStream(stream, same, { expectedRevision: ANY }));
  const answers = await Promise.all(Array.from({ length: 8 }, append));
  const answered = answers.filter((answer) => typeof answer !== 'string');
  for (const answer of answered) expect(answer).toMatchObject({ nextExpectedRevision: 0n });
  expect(answered.length).toBeGreaterThanOrEqual(target.expects.leavesEqualAppends ? 1 : 8);
  expect(await revisions(target.client.readStream(stream))).toEqual([0]);
});

test('one of many writers at the same revision wins, the others are refused', async () => {
  const stream = uniqueStream();
  for (let round = 0; round < 5; round++) {
    const expectedRevision = round === 0 ? NO_STREAM : BigInt(round - 1);
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => outcome(target.client.appendToStream(stream, event(), { expectedRevision }))),
    );
    expect(answers.filter((answer) => typeof answer !== 'string')).toHaveLength(1);
    expect(answers.filter((answer) => answer === 'wrong-expected-version')).toHaveLength(15);
  }
  expect(await revisions(target.client.readStream(stream))).toEqual([0, 1, 2, 3, 4]);
});

test('concurrent writers to one stream leave no hole and tear no write', async () => {
  const stream = uniqueStream();
  const writers = Array.from({ length: 40 }, () => {
    const batch = randomUUID();
    return target.client.appendToStream(
      stream,
      [0, 1, 2].map((n) => jsonEvent({ type: 'Part', data: { batch, n } })),
    );
  });
  await Promise.all(writers);
  const read = await collect(target.client.readStream(stream));
  expect(read.map(({ event: found }) => Number(found?.revision))).toEqual(Array.from({ length: 120 }, (_, i) => i));
  const parts = read.map(({ event: found }) => found?.data as { batch: string; n: number });
  parts.forEach(({ batch, n }, i) => {
    expect(n).toBe(i % 3);
    expect(batch).toBe(parts[i - n]?.batch);
  });
});

test('what was answered can be read at once, by any client', async () => {
  const other = target.another();
  for (let i = 0; i < 20; i++) {
    const stream = uniqueStream();
    await target.client.appendToStream(stream, event());
    expect(await revisions(other.readStream(stream))).toEqual([0]);
  }
});
