import { arrivalsStream, etaStream, formatInstant, shipmentStream } from '@waybill/events';
import { Arrivals } from '../../apps/projector/src/reactors/arrivals/arrivals';
import { given, ownStore } from '../support/given';
import { correction, minute, ping, registered, type SiteTerms, type StoryEvent, said, scan, siteSaid } from '../support/shipment-story';
import { storeClient } from '../support/store-client';
import { eventsOf } from '../support/stored-events';

const store = ownStore();
const story = given(store);
const open = () => new Arrivals({ eventLog: store.log, clock: story.clock as never, alive: () => undefined });

/** What was said of the arrivals of a shipment, without what every event of the kind says. */
const told = async (shipmentId: string): Promise<string[]> =>
  (await eventsOf(store.log, arrivalsStream(shipmentId))).map(({ type, data }) => {
    const site = 'siteId' in data ? ` ${data.siteId}` : '';
    const reason = type === 'dev.waybill.arrival-withdrawn.v1' && 'reason' in data ? ` ${data.reason}` : '';
    return `${type.replace(/^dev\.waybill\.|\.v1$/g, '')}${site}${reason}`;
  });

const LENGTH_KM = 200;
/** So many kilometres on from Hamburg to the south; a degree has 111.195. */
const place = (km: number) => ({ latitude: 53.55 - km / 111.195, longitude: 9.99 });
const at = (shipmentId: string, minutes: number, km: number, recorded = minutes): StoryEvent =>
  ping({ shipmentId, at: minutes, ...place(km), recorded, id: `ping ${minutes} ${km}` });
const drive = (shipmentId: string, from: number, to: number, km: number): StoryEvent[] =>
  Array.from({ length: Math.floor((to - from) / 5) + 1 }, (_, i) => at(shipmentId, from + 5 * i, km + 5 * i));
const stand = (shipmentId: string, from: number, to: number, km: number): StoryEvent[] =>
  Array.from({ length: Math.floor((to - from) / 5) + 1 }, (_, i) => at(shipmentId, from + 5 * i, km));
const begun = (shipmentId: string, km = LENGTH_KM): StoryEvent[] => [
  registered(shipmentId, { mode: 'road', destination: place(km) }),
  scan({ shipmentId, at: 0, milestone: 'IN_TRANSIT' }),
];
/** The same, taken in later than it happened. */
const toldAt = ({ stream, event }: StoryEvent, recorded: number): StoryEvent => ({
  stream,
  event: { ...event, metadata: { ...event.metadata, recordedtime: formatInstant(minute(recorded)) } },
});
/** A prediction, as the reactor of predictions says it. */
const eta = (shipmentId: string, minutes: number, p50: number): StoryEvent => {
  const [first, middle, last] = [p50 - 10, p50, p50 + 20].map((one) => formatInstant(minute(one))) as [string, string, string];
  const how = { basis: 'moving' as const, baselines: {}, reasons: [], cause: 'x', modelVersion: 'test', hoursOut: 1, late: false };
  const data = { p10: first, p50: middle, p90: last, ...how };
  const subject = `shipment:${shipmentId}`;
  return said({
    stream: etaStream(shipmentId),
    type: 'dev.waybill.eta-recalculated.v1',
    data,
    subject,
    at: minutes,
    id: `eta ${minutes} ${p50}`,
  });
};

const siteEvent = (what: 'registered' | 'changed', siteId: string, minutes: number, km: number, change: Partial<SiteTerms> = {}) =>
  siteSaid(what, siteId, minutes, { ...place(km), ...change });

/** Sites are for all: each story has one of its own, some kilometres from the others. */
let sites = 0;
const nextSite = (): { siteId: string; km: number } => {
  sites += 1;
  return { siteId: `SITE-${sites}`, km: LENGTH_KM + 20 * sites };
};

describe('the way of a truck to a site', () => {
  it('is announced, withdrawn while it stands, announced again, and ends with its arrival and its leaving', async () => {
    const [id, { siteId, km }] = ['TRUCK', nextSite()];
    const arrivals = open();
    await story.heard([siteEvent('registered', siteId, -100, km)], 0).by(arrivals);
    const { deadlines } = await story.heard([...begun(id, km), eta(id, 60, km), ...drive(id, 5, 60, 5)], 60).by(arrivals);
    expect(await told(id)).toEqual([`destination-bound ${siteId}`]);
    expect(deadlines).toEqual([{ key: id, due: minute(km - 60) }]);

    // Nothing more is heard: the clock tells that it is near.
    story.now = km - 60;
    const { emitted } = await arrivals.due([id]);
    expect(emitted).toBe((await store.log.readLast(arrivalsStream(id)))?.position);
    expect((await told(id)).slice(1)).toEqual([`arriving-soon ${siteId}`]);

    await story.heard([...stand(id, km - 55, km - 20, km - 60), eta(id, km - 20, km + 60)], km - 20).by(arrivals);
    expect((await told(id)).slice(2)).toEqual([`arrival-withdrawn ${siteId} later`]);
    await story.heard([...drive(id, km - 15, km + 35, km - 55), eta(id, km - 10, km + 40)], km + 35).by(arrivals);
    expect((await told(id)).slice(3)).toEqual([`arriving-soon ${siteId}`]);

    await story.heard(stand(id, km + 40, km + 60, km), km + 60).by(arrivals);
    expect((await told(id)).slice(4)).toEqual([`arrived-at-site ${siteId}`]);
    const gone = await story
      .heard([...drive(id, km + 65, km + 90, km + 5), scan({ shipmentId: id, at: km + 95, milestone: 'DELIVERED' })], km + 95)
      .events();
    expect((await arrivals.handle(gone)).deadlines).toEqual([{ key: id, due: null }]);
    expect((await told(id)).slice(5)).toEqual([`left-site ${siteId}`]);
  });

  it('is told of both shipments that are aboard', async () => {
    const { siteId, km } = nextSite();
    const [one, other] = ['ABOARD-1', 'ABOARD-2'];
    const arrivals = open();
    const both = (part: (id: string) => StoryEvent[]) => [...part(one), ...part(other)];
    await story.heard([siteEvent('registered', siteId, -100, km), ...both((id) => begun(id, km))], 0).by(arrivals);
    await story
      .heard(
        both((id) => [...drive(id, km - 50, km - 5, km - 50), eta(id, km - 5, km)]),
        km - 5,
      )
      .by(arrivals);
    await story
      .heard(
        both((id) => stand(id, km, km + 20, km)),
        km + 20,
      )
      .by(arrivals);
    for (const id of [one, other])
      expect(await told(id)).toEqual([`destination-bound ${siteId}`, `arriving-soon ${siteId}`, `arrived-at-site ${siteId}`]);
  });

  it('goes to another place when the site is moved meanwhile, and to none when there is none any more', async () => {
    const [id, { siteId, km }] = ['MOVED', nextSite()];
    const arrivals = open();
    await story.heard([siteEvent('registered', siteId, -100, km), ...begun(id, km), eta(id, 30, 60)], 30).by(arrivals);
    // Its middle is moved by four kilometres, and it is large enough for the destination to stay within it.
    const moved = await story.heard([siteEvent('changed', siteId, 40, km + 4, { radiusMetres: 5_000 })], 40).by(arrivals);
    expect(moved.allDue).toBe(true);
    await arrivals.due([id]);
    await story.heard(stand(id, km, km + 20, km + 6), km + 20).by(arrivals);
    expect(await told(id)).toEqual([`destination-bound ${siteId}`, `arriving-soon ${siteId}`, `arrived-at-site ${siteId}`]);

    const left = 'UNBOUND';
    await story.heard([...begun(left, km + 1), eta(left, 30, 60)], km + 25).by(arrivals);
    await story.heard([siteEvent('changed', siteId, km + 30, km + 4, { radiusMetres: 500 })], km + 30).by(arrivals);
    await arrivals.due([left, id]);
    expect((await told(left)).slice(2)).toEqual([`arrival-withdrawn ${siteId} other-site`, 'destination-bound']);
    // The one that was there keeps it, and is outside of what the site is now.
    expect((await told(id)).slice(3).filter((one) => one.startsWith('destination'))).toEqual([]);
  });

  it('is bound to a site that is made later, unless it has ended', async () => {
    const [id, ended, { siteId, km }] = ['BEFORE', 'ENDED', nextSite()];
    const arrivals = open();
    const delivered = scan({ shipmentId: ended, at: 20, milestone: 'DELIVERED' });
    const before = await story.heard([...begun(id, km), ...begun(ended, km), delivered], 20).by(arrivals);
    expect(before.deadlines?.find(({ key }) => key === ended)).toEqual({ key: ended, due: null });
    expect(before.deadlines?.find(({ key }) => key === id)?.due).toBeGreaterThan(minute(1_000_000));
    await story.heard([...stand(id, 25, 40, km), siteEvent('registered', siteId, 41, km)], 41).by(arrivals);
    await arrivals.due([id, ended]);
    expect(await told(id)).toEqual([`destination-bound ${siteId}`, `arrived-at-site ${siteId}`]);
    expect(await told(ended)).toEqual([]);
  });
});

describe('what is said of late, corrected and retracted facts', () => {
  it('is what a fresh start would say', async () => {
    const [id, { siteId, km }] = ['CORRECTED', nextSite()];
    const arrivals = open();
    const scanned = scan({ shipmentId: id, at: 70, milestone: 'ARRIVED_AT_DESTINATION' });
    // Two hours that the device had kept, and told at once.
    const kept = [...stand(id, km, km + 20, km), ...drive(id, km + 25, km + 60, km + 5)].map((one) => toldAt(one, 450));
    const changes: [news: StoryEvent[], at: number, told: string[]][] = [
      [
        [siteEvent('registered', siteId, -100, km), ...begun(id, km), eta(id, 30, 100), ...drive(id, 5, 60, 5)],
        60,
        [`destination-bound ${siteId}`, `arriving-soon ${siteId}`],
      ],
      [[scanned], 71, [`arrived-at-site ${siteId}`]],
      [[correction('retracted', scanned, 72)], 72, ['site-visit-retracted', `arriving-soon ${siteId}`]],
      [[at(id, 440, km + 180), at(id, 445, km + 185)], 445, []],
      [kept, 450, [`arrived-at-site ${siteId}`, `left-site ${siteId}`]],
    ];
    let length = 0;
    for (const [news, minutes, expected] of changes) {
      await story.heard(news, minutes).by(arrivals);
      expect((await told(id)).slice(length)).toEqual(expected);
      length += expected.length;
      // A fresh start has nothing to add to what was said.
      await open().due([id]);
      expect(await told(id)).toHaveLength(length);
    }
  });
});

describe('what is said of an arrival', () => {
  it('is said once, whichever process is told of it how often', async () => {
    const [id, { siteId, km }] = ['ONCE', nextSite()];
    const whole = [
      ...[siteEvent('registered', siteId, -100, km), ...begun(id, km), eta(id, 1, 300), ...drive(id, 5, 100, 5)],
      ...[eta(id, 100, 150), eta(id, 101, 300), eta(id, 102, 150), ...stand(id, 105, 130, km), ...drive(id, 135, 160, km + 5)],
    ];
    const [one, other] = [open(), open()];
    for (let from = 0; from < whole.length; from += 5) {
      const events = await story.heard(whole.slice(from, from + 5), Math.min(160, from * 5)).events();
      await Promise.all([one.handle(events), other.handle(events)]);
      one.interrupted();
      await one.handle(events);
      await one.due([id]);
      // One that begins again after a kill is handed what came since the checkpoint once more.
      await open().handle(events);
    }
    const events = await eventsOf(store.log, arrivalsStream(id));
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(events.length);
    expect((await told(id)).at(-1)).toBe(`left-site ${siteId}`);
    const all = await told(id);
    expect(all.filter((kind) => kind.startsWith('arrived'))).toHaveLength(1);
    const turns = all.filter((kind) => /arriving|withdrawn/.test(kind)).map((kind) => kind.split(' ')[0]);
    expect(turns).toEqual(turns.map((_, i) => (i % 2 === 0 ? 'arriving-soon' : 'arrival-withdrawn')));
  });

  it('is said at the end of the past, as it is then', async () => {
    const [id, { siteId, km }] = ['PASSED', nextSite()];
    const events = await story
      .heard([siteEvent('registered', siteId, -100, km), ...begun(id, km), eta(id, 1, 30), ...stand(id, 40, 60, km)], 60)
      .events();
    const arrivals = open();
    expect((await arrivals.handle(events, true)).deadlines).toEqual([{ key: id, due: 0 }]);
    expect(await told(id)).toEqual([]);
    await arrivals.due([id]);
    expect(await told(id)).toEqual([`destination-bound ${siteId}`, `arrived-at-site ${siteId}`]);
  });

  it('is nothing of a shipment whose streams were deleted', async () => {
    const [id, { siteId, km }] = ['ERASED', nextSite()];
    const arrivals = open();
    await story.heard([siteEvent('registered', siteId, -100, km), ...begun(id, km)], 0).by(arrivals);
    await storeClient(store.address).tombstoneStream(shipmentStream(id));
    arrivals.interrupted();
    expect((await arrivals.due([id])).deadlines).toEqual([{ key: id, due: null }]);
  });
});
