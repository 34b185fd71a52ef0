import fs from 'node:fs';
import { append, contents, openFixture, proposed, submit, temporaryDirectory } from '../testing/store-fixture';
import { NO_STREAM } from './expected-revision';

let directory: string;
beforeEach(() => {
  directory = temporaryDirectory();
});
afterEach(() => {
  jest.restoreAllMocks();
  fs.rmSync(directory, { recursive: true, force: true });
});

const errno = (code: string): Error => Object.assign(new Error(`${code}: injected`), { code });

test('writes of one group see each other and share one sync', async () => {
  const { store } = openFixture(directory);
  const sync = jest.spyOn(fs, 'fdatasync');
  const same = proposed();
  const outcomes = await Promise.all([
    append(store, 's', [same], NO_STREAM),
    append(store, 's', [same], NO_STREAM),
    append(store, 's', [proposed()], NO_STREAM),
    append(store, 's', [proposed()], 0),
    submit(store, { stream: 's', intent: 'softDelete' }),
    append(store, 's', [proposed()]),
    submit(store, { stream: 's', intent: 'tombstone' }),
    append(store, 's', [proposed()]),
  ]);
  expect(outcomes.map(({ kind }) => kind)).toEqual([
    'written',
    'idempotent',
    'wrongExpectedRevision',
    'written',
    'written',
    'written',
    'written',
    'streamDeleted',
  ]);
  expect(sync).toHaveBeenCalledTimes(1);
  expect(await contents(store)).toEqual(['s/0', 's/1', '$$s/0', 's/2', '$$s/1', 's/3']);
  await store.close();
});

test('nothing is answered, indexed or shown before the sync is through', async () => {
  const { store } = openFixture(directory);
  let release: (error: Error | null) => void = () => undefined;
  const synced = new Promise<void>((resolve) => {
    jest.spyOn(fs, 'fdatasync').mockImplementation(((_fd: number, done: (error: Error | null) => void) => {
      release = done;
      resolve();
    }) as never);
  });
  const answered: string[] = [];
  store.commits.subscribe(() => answered.push('subscriber'));
  const writes = ['a', 'b'].map(async (stream) => answered.push((await append(store, stream, [proposed()])).kind));
  await synced;
  expect(answered).toEqual([]);
  expect(store.index.slotOf('a')).toBe(-1);
  expect(await contents(store)).toEqual([]);
  release(null);
  await Promise.all(writes);
  expect(answered).toContain('subscriber');
  expect(answered.filter((kind) => kind === 'written')).toHaveLength(2);
  await store.close();
});

test.each([1, 3])('a failed sync fails its %s writes, the log takes no more, and it is reported once', async (count) => {
  const { store, failures } = openFixture(directory);
  await append(store, 'before', [proposed()]);
  jest.spyOn(fs, 'fdatasyncSync').mockImplementation(() => {
    throw errno('EIO');
  });
  jest.spyOn(fs, 'fdatasync').mockImplementation(((_fd: number, done: (error: Error) => void) => done(errno('EIO'))) as never);
  const outcomes = await Promise.all(Array.from({ length: count }, (_, i) => append(store, `s${i}`, [proposed()])));
  expect(outcomes.every(({ kind }) => kind === 'unavailable')).toBe(true);
  jest.restoreAllMocks();
  expect(await append(store, 'after', [proposed()])).toMatchObject({
    kind: 'unavailable',
    reason: expect.stringContaining('could not be synced'),
  });
  expect(failures).toHaveLength(1);
  expect(await contents(store)).toEqual(['before/0']);
  await store.close();
});

test('a write that fails for another reason than space is the end, too', async () => {
  const { store, failures } = openFixture(directory);
  jest.spyOn(fs, 'writeSync').mockImplementation(() => {
    throw errno('EIO');
  });
  expect(await append(store, 's', [proposed()])).toMatchObject({ kind: 'unavailable' });
  expect(failures).toHaveLength(1);
  jest.restoreAllMocks();
  await store.close();
});

test('on a full disk the waiting writes fail, nothing of them stays, and later writes succeed', async () => {
  const { store, failures } = openFixture(directory);
  await append(store, 'a', [proposed()]);
  const real = fs.writeSync;
  const write = jest.spyOn(fs, 'writeSync');
  write.mockImplementationOnce(((fd: number, buffer: Buffer, offset: number, _length: number, at: number) =>
    real(fd, buffer, offset, 40, at)) as never);
  write.mockImplementationOnce(() => {
    throw errno('ENOSPC');
  });
  const outcomes = await Promise.all([append(store, 'b', [proposed()]), append(store, 'c', [proposed()])]);
  expect(outcomes.map(({ kind }) => kind)).toEqual(['full', 'full']);
  jest.restoreAllMocks();
  expect(await append(store, 'b', [proposed()])).toMatchObject({ kind: 'written', revision: 0 });
  expect(failures).toEqual([]);
  await store.close();
  const { store: again } = openFixture(directory);
  expect(again.cutBytes).toBe(0);
  expect(await contents(again)).toEqual(['a/0', 'b/0']);
  await again.close();
});

test('a full disk at the start of a new segment is survived as well', async () => {
  const { store, failures } = openFixture(directory, { segmentBytes: 1100 });
  await append(store, 'a', [proposed()]);
  jest.spyOn(fs, 'openSync').mockImplementation(() => {
    throw errno('ENOSPC');
  });
  expect(await append(store, 'b', [proposed()])).toEqual({ kind: 'full' });
  jest.restoreAllMocks();
  expect(await append(store, 'b', [proposed()])).toMatchObject({ kind: 'written' });
  expect(failures).toEqual([]);
  expect(await contents(store)).toEqual(['a/0', 'b/0']);
  await store.close();
});

test('a write whose deadline has passed is not begun', async () => {
  const { store } = openFixture(directory);
  expect(await submit(store, { stream: 's', events: [proposed()], deadline: 0 })).toEqual({ kind: 'timeout' });
  expect(await contents(store)).toEqual([]);
  await store.close();
});

test('a repeated write is recognised after a restart by revision, not by any', async () => {
  const { store } = openFixture(directory);
  const event = proposed();
  await append(store, 's', [event], NO_STREAM);
  await store.close();
  const { store: again } = openFixture(directory);
  expect(await append(again, 's', [event], NO_STREAM)).toMatchObject({ kind: 'idempotent', revision: 0, position: 1024 });
  expect(await append(again, 's', [event])).toMatchObject({ kind: 'written', revision: 1 });
  await again.close();
});
