import { ExceptionDetection } from '@waybill/detection';
import { EventLog } from '@waybill/event-store';
import { etaStream, exceptionsStream, type Instant, type StoredEvent, shipmentStream } from '@waybill/events';
import { ArrivalPrediction } from '@waybill/prediction';
import { type RunningEventNode, startEventNode } from '../support/event-node';
import { correction, minute, ping, registered, type StoryEvent, scan, tell } from '../support/shipment-story';
import { storeClient } from '../support/store-client';
import { eventsOf } from '../support/stored-events';

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

/** What was said of a shipment: minutes of the story at which it is expected, or how that ended. */
const said = async (shipmentId: string): Promise<(number | string)[]> =>
  (await eventsOf(log, etaStream(shipmentId))).flatMap((event): (number | string)[] => {
    if (event.type === 'dev.waybill.eta-recalculated.v1') return [Math.round((event.data.p50 - minute(0)) / 60_000)];
    return event.type === 'dev.waybill.eta-ended.v1' ? [event.data.ending] : [];
  });
const causes = async (shipmentId: string): Promise<unknown[]> =>
  (await eventsOf(log, etaStream(shipmentId))).map(({ data }) => 'cause' in data && data.cause);

let now = 0;
const open = () => ArrivalPrediction.open({ log, clock: { now: () => minute(now) } });

/** Appends more of a story, and tells of what it appended to the stream of a shipment. */
async function more(shipmentId: string, story: readonly StoryEvent[], at: number): Promise<StoredEvent[]> {
  const known = (await eventsOf(log, shipmentStream(shipmentId))).length;
  await tell(log, story);
  now = at;
  return eventsOf(log, shipmentStream(shipmentId), known);
}

const LENGTH_KM = 200;
/** So many kilometres on from Hamburg to the south. */
const at = (shipmentId: string, minutes: number, km: number, recorded = minutes): StoryEvent =>
  ping({ shipmentId, at: minutes, latitude: 53.55 - km / 111.195, longitude: 9.99, recorded });
const drive = (shipmentId: string, from: number, to: number, km = 0): StoryEvent[] =>
  Array.from({ length: Math.floor((to - from) / 5) + 1 }, (_, i) => at(shipmentId, from + 5 * i, km + 5 * i));
const begun = (shipmentId: string): StoryEvent[] => [
  registered(shipmentId, { mode: 'road', destination: { latitude: 53.55 - LENGTH_KM / 111.195, longitude: 9.99 } }),
  scan({ shipmentId, at: 0, milestone: 'IN_TRANSIT' }),
];

describe('predictions of a shipment', () => {
  it('begin as soon as something is known, follow it, and end with its arrival', async () => {
    const id = 'FOLLOWED';
    const eta = open();
    expect((await eta.handle(await more(id, begun(id), 0))).deadlines).toEqual([{ key: id, due: null }]);
    expect(await said(id)).toEqual([]);
    const { emitted, deadlines } = await eta.handle(await more(id, drive(id, 5, 60), 60));
    expect(emitted).toBe((await log.readLast(etaStream(id)))?.position);
    expect(deadlines[0]?.due).toBeGreaterThan(minute(65));
    const [first] = await said(id);
    await eta.handle(await more(id, [at(id, 60.5, 60.5)], 61));
    expect(await said(id)).toEqual([first]);

    const standing = Array.from({ length: 12 }, (_, i) => at(id, 70 + 5 * i, 65));
    await eta.handle(await more(id, standing, 125));
    const stood = await said(id);
    expect(stood.at(-1)).toBeGreaterThan((first as number) + 30);
    await eta.handle(await more(id, [scan({ shipmentId: id, at: 700, milestone: 'DELIVERED' })], 700));
    expect((await said(id)).at(-1)).toBe('arrived');
  });

  it('are said again by the clock, and not for ever when nothing is heard any more', async () => {
    const id = 'SILENT';
    const eta = open();
    await eta.handle(await more(id, [...begun(id), ...drive(id, 5, 60)], 60));
    let looks = 0;
    for (let due: number | null | undefined = minute(67); typeof due === 'number'; looks += 1) {
      now = (due - minute(0)) / 60_000;
      due = (await eta.due([id])).deadlines.find(({ key }) => key === id)?.due;
    }
    expect(looks).toBeLessThan(60);
    expect((await said(id)).at(-1)).toBe('unknown');
    await eta.handle(await more(id, drive(id, now + 5, now + 30, 100), now + 30));
    expect(typeof (await said(id)).at(-1)).toBe('number');
  });

  it('of late, corrected and retracted facts are what a fresh start would say', async () => {
    const id = 'CORRECTED';
    const eta = open();
    const wrong = scan({ shipmentId: id, at: 70, milestone: 'DELIVERED' });
    const standing = Array.from({ length: 8 }, (_, i) => at(id, 65 + 5 * i, 60, 101));
    const changes = [
      () => more(id, [...begun(id), ...drive(id, 5, 60), wrong], 80),
      () => more(id, [correction('retracted', wrong, 81)], 82),
      () => more(id, standing, 101),
      () => more(id, [correction('reinstated', wrong, 110)], 111),
    ];
    for (const change of changes) {
      const events = await change();
      await eta.handle(events);
      const ours = await eventsOf(log, etaStream(id));
      // A fresh start has nothing to add to what was said: it would say the same.
      await open().handle(events);
      await open().due([id]);
      expect(await eventsOf(log, etaStream(id))).toHaveLength(ours.length);
    }
    const [, expected, later, ...others] = ['', ...(await said(id))];
    expect(later).toBeGreaterThan((expected as number) + 20);
    expect(others).toEqual(['arrived']);
  });

  it('are said once for a cause, whichever process is told of it how often', async () => {
    const id = 'ONCE';
    const story = [...begun(id), ...drive(id, 5, 120), ...drive(id, 125, 300, 90)];
    const [one, other] = [open(), open()];
    for (let from = 0; from < story.length; from += 7) {
      const events = await more(id, story.slice(from, from + 7), from * 5);
      await Promise.all([one.handle(events), other.handle(events)]);
      one.interrupted();
      await one.handle(events);
      // One that begins again after a kill is handed what came since the checkpoint once more.
      await open().handle(await eventsOf(log, shipmentStream(id), Math.max(0, from - 14)));
    }
    const all = await causes(id);
    expect(all.length).toBeGreaterThan(1);
    expect(new Set(all).size).toBe(all.length);
  });

  it('raise lateness when they are well behind the plan, and end it when the window is within it', async () => {
    const id = 'LATE';
    const [eta, detection] = [open(), ExceptionDetection.open({ log, clock: { now: () => minute(now) } })];
    const raised = async () => (await eventsOf(log, exceptionsStream(id))).map(({ type }) => type.split('.')[2]);
    let told = 0;
    /** Both reactors as they run side by side: what the one says comes to the other one. */
    const both = async (story: readonly StoryEvent[], minutes: number) => {
      const events = await more(id, story, minutes);
      await detection.handle(events);
      await eta.handle(events);
      const predictions = await eventsOf(log, etaStream(id), told);
      told += predictions.length;
      await detection.handle(predictions);
      await detection.handle(predictions);
    };
    const destination = { latitude: 53.55 - LENGTH_KM / 111.195, longitude: 9.99 };
    const plan = registered(id, { mode: 'road', destination, plannedArrival: new Date(minute(300)).toISOString() });
    await both([plan, scan({ shipmentId: id, at: 0, milestone: 'IN_TRANSIT' }), ...drive(id, 5, 60)], 60);
    expect(await raised()).toEqual([]);
    const standing = Array.from({ length: 26 }, (_, i) => at(id, 65 + 5 * i, 60));
    for (let i = 0; i < standing.length; i += 2) await both(standing.slice(i, i + 2), 65 + 5 * (i + 1));
    expect(await raised()).toContain('shipment-late');
    // A fix that comes late has it derived again, with what was predicted.
    await both([at(id, 62, 60, 192)], 192);
    expect((await raised()).filter((type) => type === 'shipment-late')).toHaveLength(1);
    for (let minutes = 195; minutes <= 250; minutes += 5) await both([at(id, minutes, 60 + (minutes - 190) * 2.2)], minutes);
    expect((await raised()).filter((type) => type === 'exception-resolved')).toHaveLength(1);
  });

  it('that were missed are looked at once, at the end of the past, and said as of then', async () => {
    const id = 'MISSED';
    const events = await more(id, [...begun(id), ...drive(id, 5, 120)], 130);
    const eta = open();
    const passed = await eta.handle(events, true);
    expect(passed).toEqual({ emitted: undefined, deadlines: [{ key: id, due: 0 }] });
    expect(await said(id)).toEqual([]);
    await eta.due([id]);
    const [only] = await eventsOf(log, etaStream(id));
    expect(only?.time).toBe(minute(130) as Instant);
    expect(await said(id)).toHaveLength(1);
  });

  it('wait while the past of a shipment is being loaded', async () => {
    const id = 'LOADED';
    const eta = open();
    const old = [...begun(id), ...drive(id, 5, 60)];
    const late = old.map(({ stream, event }) => ({
      stream,
      event: { ...event, metadata: { ...event.metadata, recordedtime: new Date(minute(3_000)).toISOString() } },
    }));
    const { deadlines } = await eta.handle(await more(id, late, 3_000));
    expect(deadlines).toEqual([{ key: id, due: minute(3_001) }]);
    expect(await said(id)).toEqual([]);
  });

  it('are none of a shipment whose streams were deleted', async () => {
    const id = 'ERASED';
    const eta = open();
    await eta.handle(await more(id, [...begun(id), ...drive(id, 5, 60)], 60));
    await storeClient(node.address).tombstoneStream(shipmentStream(id));
    eta.interrupted();
    expect((await eta.due([id])).deadlines).toEqual([{ key: id, due: null }]);
  });
});
