import { EventLog } from '@waybill/event-store';
import { formatInstant } from '@waybill/events';
import { type RunningApi, startApi } from '../support/api';
import { type RunningEventNode, startEventNode } from '../support/event-node';
import { httpClient } from '../support/http';
import { startPostgres, type TestPostgres } from '../support/postgres';
import { type RunningProjector, startProjector } from '../support/projector';
import { ping, registered, STORY_START, type StoryEvent, scan, tell } from '../support/shipment-story';

const SHIPMENTS = 20;
/** Per shipment. WAYBILL_FAULTS=full: 100,000 in all. */
const POSITIONS = process.env.WAYBILL_FAULTS === 'full' ? 5_000 : 500;
jest.setTimeout(180_000);

let node: RunningEventNode;
let postgres: TestPostgres;
let api: RunningApi;
let projector: RunningProjector;
let log: EventLog;

beforeAll(async () => {
  [node, postgres] = await Promise.all([startEventNode(), startPostgres()]);
  log = EventLog.connect(node.address);
  const address = { eventStoreUrl: node.address, databaseUrl: postgres.url };
  [api, projector] = await Promise.all([startApi(address), startProjector(address)]);
});
afterAll(async () => {
  await Promise.all([projector?.kill(), api?.kill(), log?.close()]);
  await Promise.all([node?.stop(), postgres?.stop()]);
});

/** Under way for a quarter of each thousand minutes and standing for the rest, so that there is much to raise. */
function story(shipmentId: string): StoryEvent[] {
  const pings = Array.from({ length: POSITIONS }, (_, i) => {
    const [whole, part] = [Math.floor(i / 200), i % 200];
    return ping({ shipmentId, at: 5 * i, latitude: 53 - 0.05 * (whole * 50 + Math.min(part, 50)) * 0.1, longitude: 10 });
  });
  return [registered(shipmentId, { mode: 'road' }), scan({ shipmentId, at: -1, milestone: 'PICKED_UP' }), ...pings];
}

it('is for the rules in force exactly what was raised, over many positions', async () => {
  const send = httpClient(api.url, api.operatorKey);
  let position = 0n;
  for (let i = 0; i < SHIPMENTS; i += 1) position = await tell(log, story(`PAST-${i}`));
  let raised = 0;
  let read: { status: number } = { status: 504 };
  while (read.status === 504) read = await send(`/v1/exceptions?limit=1&minPosition=${position}&settled=true`);
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body } = await send(`/v1/exceptions?limit=200&state=raised,resolved${cursor && `&cursor=${cursor}`}`);
    raised += body.items.length;
    cursor = body.nextCursor;
  }
  expect(raised).toBeGreaterThan(SHIPMENTS);
  const body = { from: formatInstant(STORY_START - 86_400_000), to: formatInstant(Date.now()) };
  const began = performance.now();
  const { text } = await send('/v1/rules/what-if', { body, headers: { accept: 'application/x-ndjson' } });
  const ms = performance.now() - began;
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.length).toBeGreaterThan(SHIPMENTS / 4);
  expect(lines.at(-1).result).toMatchObject({ positions: SHIPMENTS * POSITIONS, counts: { same: raised, moved: 0, added: 0, removed: 0 } });
  if (process.env.WAYBILL_FAULTS === 'full')
    process.stderr.write(`what-if over ${SHIPMENTS * POSITIONS} positions: ${Math.round(ms)} ms\n`);
  const other = await send('/v1/rules/what-if', { body: { ...body, rules: { noMovementAfter: 'PT4H' } } });
  expect(other.body.counts).not.toMatchObject({ moved: 0, added: 0, removed: 0 });
});

it('is tried for two callers at once; others are told to come again, and one that has gone makes room', async () => {
  const url = `${api.url}/v1/rules/what-if`;
  const headers = { authorization: `Bearer ${api.operatorKey}`, 'content-type': 'application/json', accept: 'application/x-ndjson' };
  const body = JSON.stringify({ from: formatInstant(STORY_START), to: formatInstant(Date.now()) });
  const ask = (signal?: AbortSignal) => fetch(url, { method: 'POST', headers, body, signal });
  const gone = new AbortController();
  // An answer begins with its first line, so that two are running when the others come.
  const running = [await ask(gone.signal), await ask(gone.signal)];
  const refused = await Promise.all([ask(), ask()]);
  expect(running.map(({ status }) => status)).toEqual([200, 200]);
  expect(refused.some(({ status }) => status === 429)).toBe(true);
  expect(refused.find(({ status }) => status === 429)?.headers.get('retry-after')).toBe('5');
  gone.abort();
  await Promise.all(refused.map((answer) => answer.text()));
  let answer = await ask();
  while (answer.status === 429) answer = await ask();
  expect((await answer.text()).trim().split('\n').at(-1)).toContain('"result"');
});
