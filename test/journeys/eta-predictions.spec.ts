import { ExceptionDetection } from '@waybill/detection';
import { tripIn } from '@waybill/domain';
import { etaStream, exceptionsStream, type Instant, shipmentStream } from '@waybill/events';
import { ArrivalPrediction, loadSites } from '@waybill/prediction';
import { given, ownStore } from '../support/given';
import { correction, minute, ping, registered, type StoryEvent, scan, siteSaid } from '../support/shipment-story';
import { storeClient } from '../support/store-client';
import { eventsOf } from '../support/stored-events';

const store = ownStore();
const story = given(store);
const open = () => ArrivalPrediction.open({ log: store.log, clock: story.clock });

/** What was said of a shipment: minutes of the story at which it is expected, or how that ended. */
const said = async (shipmentId: string): Promise<(number | string)[]> =>
  (await eventsOf(store.log, etaStream(shipmentId))).flatMap((event): (number | string)[] => {
    if (event.type === 'dev.waybill.eta-recalculated.v1') return [Math.round((event.data.p50 - minute(0)) / 60_000)];
    return event.type === 'dev.waybill.eta-ended.v1' ? [event.data.ending] : [];
  });
const causes = async (shipmentId: string): Promise<unknown[]> =>
  (await eventsOf(store.log, etaStream(shipmentId))).map(({ data }) => 'cause' in data && data.cause);

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
    expect((await story.heard(begun(id), 0).by(eta)).deadlines).toEqual([{ key: id, due: null }]);
    expect(await said(id)).toEqual([]);
    const { emitted, deadlines } = await story.heard(drive(id, 5, 60), 60).by(eta);
    expect(emitted).toBe((await store.log.readLast(etaStream(id)))?.position);
    expect(deadlines[0]?.due).toBeGreaterThan(minute(65));
    const [first] = await said(id);
    await story.heard([at(id, 60.5, 60.5)], 61).by(eta);
    expect(await said(id)).toEqual([first]);

    const standing = Array.from({ length: 12 }, (_, i) => at(id, 70 + 5 * i, 65));
    await story.heard(standing, 125).by(eta);
    const stood = await said(id);
    expect(stood.at(-1)).toBeGreaterThan((first as number) + 30);
    await story.heard([scan({ shipmentId: id, at: 700, milestone: 'DELIVERED' })], 700).by(eta);
    expect((await said(id)).at(-1)).toBe('arrived');
  });

  it('are said again by the clock, and not for ever when nothing is heard any more', async () => {
    const id = 'SILENT';
    const eta = open();
    await story.heard([...begun(id), ...drive(id, 5, 60)], 60).by(eta);
    let looks = 0;
    for (let due: number | null | undefined = minute(67); typeof due === 'number'; looks += 1) {
      story.now = (due - minute(0)) / 60_000;
      due = (await eta.due([id])).deadlines.find(({ key }) => key === id)?.due;
    }
    expect(looks).toBeLessThan(60);
    expect((await said(id)).at(-1)).toBe('unknown');
    await story.heard(drive(id, story.now + 5, story.now + 30, 100), story.now + 30).by(eta);
    expect(typeof (await said(id)).at(-1)).toBe('number');
  });

  it('of late, corrected and retracted facts are what a fresh start would say', async () => {
    const id = 'CORRECTED';
    const eta = open();
    const wrong = scan({ shipmentId: id, at: 70, milestone: 'DELIVERED' });
    const standing = Array.from({ length: 8 }, (_, i) => at(id, 65 + 5 * i, 60, 101));
    const changes = [
      () => story.heard([...begun(id), ...drive(id, 5, 60), wrong], 80).events(),
      () => story.heard([correction('retracted', wrong, 81)], 82).events(),
      () => story.heard(standing, 101).events(),
      () => story.heard([correction('reinstated', wrong, 110)], 111).events(),
    ];
    for (const change of changes) {
      const events = await change();
      await eta.handle(events);
      const ours = await eventsOf(store.log, etaStream(id));
      // A fresh start has nothing to add to what was said: it would say the same.
      await open().handle(events);
      await open().due([id]);
      expect(await eventsOf(store.log, etaStream(id))).toHaveLength(ours.length);
    }
    const [, expected, later, ...others] = ['', ...(await said(id))];
    expect(later).toBeGreaterThan((expected as number) + 20);
    expect(others).toEqual(['arrived']);
  });

  it('are said once for a cause, whichever process is told of it how often', async () => {
    const id = 'ONCE';
    const whole = [...begun(id), ...drive(id, 5, 120), ...drive(id, 125, 300, 90)];
    const [one, other] = [open(), open()];
    for (let from = 0; from < whole.length; from += 7) {
      const events = await story.heard(whole.slice(from, from + 7), from * 5).events();
      await Promise.all([one.handle(events), other.handle(events)]);
      one.interrupted();
      await one.handle(events);
      // One that begins again after a kill is handed what came since the checkpoint once more.
      await open().handle(await eventsOf(store.log, shipmentStream(id), Math.max(0, from - 14)));
    }
    const all = await causes(id);
    expect(all.length).toBeGreaterThan(1);
    expect(new Set(all).size).toBe(all.length);
  });

  it('raise lateness when they are well behind the plan, and end it when the window is within it', async () => {
    const id = 'LATE';
    const [eta, detection] = [open(), ExceptionDetection.open({ log: store.log, clock: story.clock })];
    const raised = async () => (await eventsOf(store.log, exceptionsStream(id))).map(({ type }) => type.split('.')[2]);
    let told = 0;
    /** Both reactors as they run side by side: what the one says comes to the other one. */
    const both = async (news: readonly StoryEvent[], minutes: number) => {
      const events = await story.heard(news, minutes).events();
      await detection.handle(events);
      await eta.handle(events);
      const predictions = await eventsOf(store.log, etaStream(id), told);
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
    const events = await story.heard([...begun(id), ...drive(id, 5, 120)], 130).events();
    const eta = open();
    const passed = await eta.handle(events, true);
    expect(passed).toEqual({ emitted: undefined, deadlines: [{ key: id, due: 0 }], allDue: false });
    expect(await said(id)).toEqual([]);
    await eta.due([id]);
    const [only] = await eventsOf(store.log, etaStream(id));
    expect(only?.time).toBe(minute(130) as Instant);
    expect(await said(id)).toHaveLength(1);
  });

  it('wait while the past of a shipment is being loaded, until nothing has come for a minute or for ten minutes', async () => {
    const [id, eta] = ['LOADED', open()];
    const late = [...begun(id), ...drive(id, 5, 60)].map(({ stream, event }) => ({
      stream,
      event: { ...event, metadata: { ...event.metadata, recordedtime: new Date(minute(600)).toISOString() } },
    }));
    const { deadlines } = await story.heard(late, 600).by(eta);
    expect(deadlines).toEqual([{ key: id, due: minute(601) }]);
    for (let minutes = 600.5; minutes < 610; minutes += 1) {
      await story.heard([at(id, minutes - 530, minutes - 530, minutes)], minutes).by(eta);
      story.now = minutes + 0.5;
      const asked = await eta.due([id]);
      expect(asked.deadlines[0]?.due).toBeGreaterThan(minute(story.now));
      expect(await said(id)).toHaveLength(story.now < 610 ? 0 : 1);
    }
    // What ends it is said at once.
    await story.heard([scan({ shipmentId: id, at: 120, milestone: 'DELIVERED', recorded: 611 })], 611).by(eta);
    expect((await said(id)).slice(1)).toEqual(['arrived']);
  });

  it('end within the site that the destination belongs to, as the site is, and are learned from as such', async () => {
    const [id, eta] = ['TO_SITE', open()];
    const yard = { latitude: 53.55 - 300 / 111.195, longitude: 9.99 };
    const begins = [registered(id, { mode: 'road', destination: yard }), scan({ shipmentId: id, at: 0, milestone: 'IN_TRANSIT' })];
    await story.heard([...begins, ...drive(id, 5, 295)], 295).by(eta);
    const drawn = await story.heard([siteSaid('registered', 'YARD', 296, { ...yard, radiusMetres: 2_000 })], 296).by(eta);
    expect(drawn).toMatchObject({ allDue: true, deadlines: [] });
    await eta.due([id]);
    // Five kilometres off are not there, neither by the site nor by the three hundred metres of a place without one.
    expect(typeof (await said(id)).at(-1)).toBe('number');
    await story.heard([siteSaid('changed', 'YARD', 297, { ...yard, radiusMetres: 6_000 })], 297).by(eta);
    const stays = [299, 303, 307, 311].map((minutes) => at(id, minutes, 295.5));
    // One that begins again has nothing to add.
    await story.heard(stays, 311).by(eta, open());
    const last = (await eventsOf(store.log, etaStream(id))).at(-1);
    expect(last?.data).toMatchObject({ ending: 'arrived' });
    const trip = tripIn(id, await eventsOf(store.log, shipmentStream(id)), (await loadSites(store.log)).targetOf);
    expect(last?.data).toMatchObject({ arrivedAt: trip?.arrival });
  });

  it('are none of a shipment whose streams were deleted', async () => {
    const id = 'ERASED';
    const eta = open();
    await story.heard([...begun(id), ...drive(id, 5, 60)], 60).by(eta);
    await storeClient(store.address).tombstoneStream(shipmentStream(id));
    eta.interrupted();
    expect((await eta.due([id])).deadlines).toEqual([{ key: id, due: null }]);
  });
});
