import { EventLog, NO_STREAM, openFeed } from '@waybill/event-store';
import {
  apiKeyStream,
  directoryStream,
  geofenceStream,
  type NewEvent,
  type ReferenceCategory,
  type StoredEvent,
  storedEventId,
} from '@waybill/events';
import { apiKeyId, forEachConcurrently, hashApiKey, newApiKey } from '@waybill/platform';
import { Directory, followReference, keepDirectory, SPACING } from '@waybill/streams';
import { KeyLookup, NoAnswer } from '../../apps/api/src/access/key-lookup';
import { KeyBook, KeyRing } from '../../apps/api/src/access/key-ring';
import { Chance } from '../faults/harness/chance';
import { until } from '../faults/harness/waiting';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy';
import { ownStore } from '../support/given';
import { storeClient } from '../support/store-client';
import { newEvent } from '../support/stored-events';
import { bytesDuring } from './bytes-read';

/** API keys and fences are found without going through the log, whichever release wrote it. */
const store = ownStore();

const SOURCE = 'urn:test:keys';
const TIME = '2026-03-02T12:00:00.000Z';
const metadata = (id: string, subject: string) => ({
  specversion: '1.0' as const,
  id,
  source: SOURCE,
  subject,
  time: TIME,
  recordedtime: TIME,
});
/** As a release that keeps no directory writes them. */
function made(keyId: string, sha256 = '00'.repeat(32)): NewEvent {
  const stream = apiKeyStream(keyId);
  const data = { keyId, name: keyId, role: 'coordinator' as const, sha256 };
  return {
    eventId: storedEventId(SOURCE, 'made', stream),
    type: 'dev.waybill.api-key-created.v1',
    data,
    metadata: metadata('made', stream),
  };
}
function ended(keyId: string): NewEvent {
  const stream = apiKeyStream(keyId);
  const type = 'dev.waybill.api-key-revoked.v1';
  return { eventId: storedEventId(SOURCE, 'ended', stream), type, data: { keyId }, metadata: metadata('ended', stream) };
}
const make = (keyId: string) => store.log.append(apiKeyStream(keyId), NO_STREAM, [made(keyId)]);
const end = (keyId: string) => store.log.append(apiKeyStream(keyId), 0, [ended(keyId)]);
async function draw(geofenceId: string): Promise<void> {
  const stream = geofenceStream(geofenceId);
  const geometry = { type: 'Circle' as const, centre: { latitude: 50, longitude: 8 }, radiusMetres: 400 };
  const data = { geofenceId, name: geofenceId, geometry, rule: 'inform' as const };
  const type = 'dev.waybill.geofence-defined.v1';
  const event = { eventId: storedEventId(SOURCE, 'made', stream), type, data, metadata: metadata('made', stream) } as const;
  await store.log.append(stream, NO_STREAM, [event]);
}
async function retire(geofenceId: string): Promise<void> {
  const stream = geofenceStream(geofenceId);
  const type = 'dev.waybill.geofence-retired.v1';
  const event = {
    eventId: storedEventId(SOURCE, 'ended', stream),
    type,
    data: { geofenceId },
    metadata: metadata('ended', stream),
  } as const;
  await store.log.append(stream, 0, [event]);
}

const keeping = () => ({ log: store.log, now: () => Date.parse(TIME), signal: new AbortController().signal });
const keep = (category: ReferenceCategory, head = 0n) => keepDirectory(category, head, keeping());
/** So far behind the directory's place that it is extended. */
async function keepAgain(category: ReferenceCategory): Promise<void> {
  const { place } = await Directory.read(store.log, category);
  await keep(category, place === 'start' ? 0n : place.commit + SPACING);
}

/** What the streams say; that one was erased stands in the feed, and says nothing of keys or fences. */
const told = (all: readonly StoredEvent[]): string[] =>
  all.filter(({ type }) => type !== 'dev.waybill.stream-erased.v1').map(({ stream, revision }) => `${stream} ${revision}`);

async function found(category: ReferenceCategory): Promise<string[]> {
  const stop = new AbortController();
  const all: StoredEvent[] = [];
  for await (const { events, caughtUp } of followReference(store.log, category, { signal: stop.signal })) {
    all.push(...events);
    if (caughtUp) stop.abort();
  }
  return told(all);
}
async function stored(prefix: string): Promise<string[]> {
  const stop = new AbortController();
  const all: StoredEvent[] = [];
  for await (const { events, caughtUp } of openFeed(store.log, { from: 'start', prefixes: [prefix], signal: stop.signal })) {
    all.push(...events);
    if (caughtUp) stop.abort();
  }
  return told(all);
}
const sorted = (all: readonly string[]): string[] => [...all].sort();

const MANY = 1_200;

it('lists the streams of an old log once, however many they are and however many processes do so at once', async () => {
  await forEachConcurrently(
    Array.from({ length: MANY }, (_, n) => `old-${n}`),
    async (keyId) => void (await make(keyId)),
  );
  await end('old-7');
  expect(sorted(await found('apikey'))).toEqual(sorted(await stored('apikey-')));
  await Promise.all(Array.from({ length: 4 }, () => keep('apikey')));
  const { streams, place, revision } = await Directory.read(store.log, 'apikey');
  expect(streams.size).toBe(MANY);
  expect(place).not.toBe('start');
  await keep('apikey', (place as { commit: bigint }).commit + SPACING - 1n);
  expect((await store.log.readLast(directoryStream('apikey')))?.revision).toBe(revision);
  const all = await found('apikey');
  expect(all).toHaveLength(MANY + 1);
  expect(sorted(all)).toEqual(sorted(await stored('apikey-')));
});

describe('in a log that is long', () => {
  beforeAll(async () => {
    const padding = 'x'.repeat(900_000);
    for (let n = 0; n < 12; n += 1) await store.log.append(`foreign-${n}`, NO_STREAM, [newEvent(n, padding)]);
  });

  it('finds what a release without directories wrote meanwhile, each event once and in order', async () => {
    const chance = new Chance(20);
    const fences: string[] = [];
    for (let n = 0; n < 40; n += 1) {
      const what = chance.below(9);
      if (what < 5) fences.push(`fence-${n}`);
      if (what < 5) await draw(`fence-${n}`);
      else if (what < 7 && fences.length > 0) await retire(fences.shift() as string);
      else if (what < 8) await keepAgain('geofence');
      else await Promise.all([keepAgain('geofence'), draw(`beside-${n}`), keepAgain('geofence')]);
    }
    const { streams, place } = await Directory.read(store.log, 'geofence');
    expect([place === 'start', streams.size > 10]).toEqual([false, true]);
    const all = await found('geofence');
    expect(sorted(all)).toEqual(sorted(await stored('geofence-')));
    for (const stream of streams)
      expect(all.filter((one) => one.startsWith(`${stream} `))).toEqual(
        [0, 1].map((n) => `${stream} ${n}`).filter((one) => all.includes(one)),
      );
  });

  it('goes on with a directory that another tool has written to, and without a stream that was deleted for good', async () => {
    const { revision } = await Directory.read(store.log, 'geofence');
    await store.log.append(directoryStream('geofence'), revision, [{ ...made('note'), type: 'a-note-by-hand' as never }]);
    await draw('after-the-note');
    await keepAgain('geofence');
    const directory = await Directory.read(store.log, 'geofence');
    expect([directory.revision > revision + 1, directory.streams.has(geofenceStream('after-the-note'))]).toEqual([true, true]);
    await storeClient(store.address).tombstoneStream(geofenceStream('after-the-note'));
    expect(sorted(await found('geofence'))).toEqual(sorted(await stored('geofence-')).filter((one) => !one.includes('after-the-note')));
  });

  it('goes through no more of it than what came behind the place up to which the directory is complete', async () => {
    await draw('hidden');
    const all = await found('geofence');
    expect(all).toContain('geofence-hidden 0');
    const listing = (id: string, completeTo: number): NewEvent => {
      const stream = directoryStream('geofence');
      const type = 'dev.waybill.streams-listed.v1';
      return { eventId: storedEventId(SOURCE, id, stream), type, data: { streams: [], completeTo }, metadata: metadata(id, stream) };
    };
    // Listings that are wrong: only by going through the log would the fence be found.
    const { revision } = await Directory.read(store.log, 'geofence');
    await store.log.append(directoryStream('geofence'), revision, [listing('mark', -1), listing('complete', revision + 1)]);
    expect(sorted(await found('geofence'))).toEqual(sorted(all.filter((one) => one !== 'geofence-hidden 0')));
    await draw('open');
    expect(await found('geofence')).toContain('geofence-open 0');
  });
});

describe('a key that was made elsewhere a moment ago', () => {
  let proxy: FaultProxy;
  let distant: EventLog;
  beforeAll(async () => {
    proxy = await startFaultProxy(store.address);
    distant = EventLog.connect(proxy.address);
  });
  afterAll(async () => {
    await distant?.close();
    await proxy?.close();
  });
  /** A machine that is busy with other tests takes longer than an API is to wait. */
  const lookup = (lookMs = 10_000): KeyLookup => {
    const keys = new KeyRing(undefined);
    keys.take(new KeyBook());
    return new KeyLookup(distant, keys, lookMs);
  };
  const makeKey = async (): Promise<string> => {
    const key = newApiKey();
    await store.log.append(apiKeyStream(apiKeyId(key)), NO_STREAM, [made(apiKeyId(key), hashApiKey(key))]);
    return key;
  };

  it('is found, as many as there are, and not when it was revoked meanwhile', async () => {
    const looks = lookup();
    for (let n = 0; n < 50; n += 1) {
      const key = await makeKey();
      expect(await Promise.all(Array.from({ length: 30 }, async () => (await looks.find(key, '10.0.0.1'))?.keyId))).toEqual(
        Array(30).fill(apiKeyId(key)),
      );
    }
    const revoked = await makeKey();
    await end(apiKeyId(revoked));
    expect(await looks.find(revoked, '10.0.0.1')).toBeUndefined();
  });

  it('is told from guesses, which cost the store a bounded number of reads', async () => {
    const looks = lookup();
    const guess = async (address: string) => expect(await looks.find(newApiKey(), address)).toBeUndefined();
    const repeated = newApiKey();
    await looks.find(repeated, '10.0.0.9');
    const one = await bytesDuring(proxy, () => guess('10.0.0.9'));
    expect(await bytesDuring(proxy, () => looks.find(repeated, '10.0.0.9'))).toBe(0);
    for (const text of ['', 'wbk_', 'wbk_guess', `${newApiKey()}x`, 'key'.repeat(1_000)])
      expect(await bytesDuring(proxy, () => looks.find(text, '10.0.0.9'))).toBe(0);
    const ofOne = await bytesDuring(proxy, () => Promise.all(Array.from({ length: 500 }, () => guess('10.0.0.1'))));
    expect([ofOne > 0, ofOne <= 25 * one]).toEqual([true, true]);
    const ofMany = await bytesDuring(proxy, () => Promise.all(Array.from({ length: 2_000 }, (_, n) => guess(`10.1.${n >> 8}.${n & 255}`))));
    expect([ofMany > 0, ofMany <= 220 * one]).toEqual([true, true]);
  });

  it('is neither let in nor refused for good when the store does not answer at once', async () => {
    const looks = lookup(250);
    const key = await makeKey();
    proxy.hold();
    const began = performance.now();
    await expect(looks.find(key, '10.0.0.1')).rejects.toThrow(NoAnswer);
    expect(performance.now() - began).toBeLessThan(2_000);
    proxy.heal();
    await until('it is found', async () => (await looks.find(key, '10.0.0.1').catch(() => undefined)) !== undefined);
  });
});
