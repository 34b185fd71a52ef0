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
import { followReference, keepDirectory, SPACING } from '@waybill/tracking';
import { Directory } from '../../libs/tracking/src/reference/directory';
import { severally } from '../../libs/tracking/src/severally';
import { Chance } from '../faults/harness/chance';
import { type RunningEventNode, startEventNode } from '../support/event-node';

/** API keys and fences are found without going through the log, whichever release wrote it. */
let node: RunningEventNode;
let log: EventLog;
beforeAll(async () => {
  node = await startEventNode();
  log = EventLog.connect(node.address);
});
afterAll(async () => {
  await log?.close();
  await node?.stop();
});

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
function made(keyId: string): NewEvent {
  const stream = apiKeyStream(keyId);
  const data = { keyId, name: keyId, role: 'coordinator' as const, sha256: '00'.repeat(32) };
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
const make = (keyId: string) => log.append(apiKeyStream(keyId), NO_STREAM, [made(keyId)]);
const end = (keyId: string) => log.append(apiKeyStream(keyId), 0, [ended(keyId)]);
async function fence(geofenceId: string): Promise<void> {
  const stream = geofenceStream(geofenceId);
  const geometry = { type: 'Circle' as const, centre: { latitude: 50, longitude: 8 }, radiusMetres: 400 };
  const data = { geofenceId, name: geofenceId, geometry, rule: 'inform' as const };
  const type = 'dev.waybill.geofence-defined.v1';
  await log.append(stream, NO_STREAM, [{ eventId: storedEventId(SOURCE, 'made', stream), type, data, metadata: metadata('made', stream) }]);
}

const keeping = () => ({ log, now: () => Date.parse(TIME), signal: new AbortController().signal });
const keep = (category: ReferenceCategory, head = 0n) => keepDirectory(category, head, keeping());
/** So far behind the directory's place that it is extended. */
async function keepAgain(): Promise<void> {
  const { place } = await Directory.read(log, 'apikey');
  await keep('apikey', place === 'start' ? 0n : place.commit + SPACING);
}

async function found(category: ReferenceCategory): Promise<string[]> {
  const stop = new AbortController();
  const all: StoredEvent[] = [];
  for await (const { events, caughtUp } of followReference(log, category, { signal: stop.signal })) {
    all.push(...events);
    if (caughtUp) stop.abort();
  }
  return all.map(({ stream, revision }) => `${stream} ${revision}`);
}
async function stored(prefix: string): Promise<string[]> {
  const stop = new AbortController();
  const all: StoredEvent[] = [];
  for await (const { events, caughtUp } of openFeed(log, { from: 'start', prefixes: [prefix], signal: stop.signal })) {
    all.push(...events);
    if (caughtUp) stop.abort();
  }
  return all.map(({ stream, revision }) => `${stream} ${revision}`);
}
const sorted = (all: readonly string[]): string[] => [...all].sort();

const MANY = 1_200;

it('lists the streams of an old log once, however many they are and however many processes do so at once', async () => {
  await severally(
    Array.from({ length: MANY }, (_, n) => `old-${n}`),
    async (keyId) => void (await make(keyId)),
  );
  await end('old-7');
  expect(sorted(await found('apikey'))).toEqual(sorted(await stored('apikey-')));
  await Promise.all(Array.from({ length: 4 }, () => keep('apikey')));
  const { streams, place, revision } = await Directory.read(log, 'apikey');
  expect(streams.size).toBe(MANY);
  expect(place).not.toBe('start');
  await keep('apikey', (place as { commit: bigint }).commit + SPACING - 1n);
  expect((await log.readLast(directoryStream('apikey')))?.revision).toBe(revision);
  const all = await found('apikey');
  expect(all).toHaveLength(MANY + 1);
  expect(sorted(all)).toEqual(sorted(await stored('apikey-')));
});

it('goes through no more of the log than what came behind the place up to which the directory is complete', async () => {
  await fence('yard');
  expect(await found('geofence')).toEqual(['geofence-yard 0']);
  const listing = (id: string, completeTo: number): NewEvent => {
    const stream = directoryStream('geofence');
    const type = 'dev.waybill.streams-listed.v1';
    return { eventId: storedEventId(SOURCE, id, stream), type, data: { streams: [], completeTo }, metadata: metadata(id, stream) };
  };
  // A directory that is wrong: only by going through the log would the fence be found.
  await log.append(directoryStream('geofence'), NO_STREAM, [listing('mark', -1), listing('complete', 0)]);
  expect(await found('geofence')).toEqual([]);
  await fence('depot');
  expect(await found('geofence')).toEqual(['geofence-depot 0']);
});

it('finds what a release without directories wrote meanwhile, each event once and in order', async () => {
  const chance = new Chance(20);
  const valid: string[] = [];
  for (let n = 0; n < 40; n += 1) {
    const what = chance.below(9);
    if (what < 5) valid.push(`new-${n}`);
    if (what < 5) await make(`new-${n}`);
    else if (what < 7 && valid.length > 0) await end(valid.shift() as string);
    else if (what < 8) await keepAgain();
    else await Promise.all([keepAgain(), make(`beside-${n}`), keepAgain()]);
  }
  const all = await found('apikey');
  expect(sorted(all)).toEqual(sorted(await stored('apikey-')));
  for (const keyId of Array.from({ length: 40 }, (_, n) => `new-${n}`))
    expect(all.filter((one) => one.startsWith(`${apiKeyStream(keyId)} `))).toEqual(
      [0, 1].map((revision) => `${apiKeyStream(keyId)} ${revision}`).filter((one) => all.includes(one)),
    );
});

it('goes on with a directory that another tool has written to, and without a stream that was deleted for good', async () => {
  const { revision } = await Directory.read(log, 'apikey');
  await log.append(directoryStream('apikey'), revision, [{ ...made('note'), type: 'a-note-by-hand' as never }]);
  await make('after-the-note');
  await keepAgain();
  const directory = await Directory.read(log, 'apikey');
  expect([directory.revision > revision + 1, directory.streams.has(apiKeyStream('after-the-note'))]).toEqual([true, true]);
  await log.connection.client.tombstoneStream(apiKeyStream('after-the-note'));
  expect(sorted(await found('apikey'))).toEqual(sorted(await stored('apikey-')).filter((one) => !one.includes('after-the-note')));
});
