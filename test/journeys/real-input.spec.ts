import { XMLParser } from 'fast-xml-parser';
import { type RunningWaybill, startWaybill } from '../support/waybill';
import { type CloudEvent, instantOf, SENDERS } from './real-input/cloud-event';
import { aftershipHistory, aftershipTracking, easypostHistory, upsHistory, uspsHistory } from './real-input/histories';
import { SAMPLES, samplesAreHere } from './real-input/samples';
import { seeded, shuffled } from './real-input/shuffle';
import { barefootTrace, gpxTrace, nmeaTrace } from './real-input/traces';
import { Coordinator, type Outcome, sendAll } from './real-input/webhook';

const SEED = 20_261_123;
const key = ({ source, id }: CloudEvent) => `${source} ${id}`;
const distinct = (events: readonly CloudEvent[]) => [...new Map(events.map((event) => [key(event), event])).values()];
const iso = (event: CloudEvent) => new Date(instantOf(event)).toISOString();
const timed = (events: readonly CloudEvent[]) => events.filter(({ time }) => time !== undefined);
const byTime = (events: readonly CloudEvent[]) =>
  distinct(timed(events)).sort((a, b) => instantOf(a) - instantOf(b) || (a.id < b.id ? -1 : 1));
const newest = (events: readonly CloudEvent[]) => byTime(events).at(-1) as CloudEvent;
const names = (events: readonly CloudEvent[]) => [...new Set(events.map(({ subject }) => subject))];

const identifier = (subject: string) => {
  const colon = subject.indexOf(':');
  return { scheme: subject.slice(0, colon), value: subject.slice(colon + 1) };
};
const somewhere = { latitude: 0.5, longitude: 0.5 };
const registration = (shipmentId: string, events: readonly CloudEvent[], more: object = {}) => ({
  shipmentId,
  identifiers: names(events).map(identifier),
  origin: somewhere,
  destination: somewhere,
  ...more,
});

// The samples are others' property and not part of the project: without them there is nothing to replay.
const withSamples = samplesAreHere ? describe : describe.skip;
if (!samplesAreHere) console.warn(`Real input is not replayed: ${SAMPLES} is absent.`);

withSamples('real traces and histories through the web hook', () => {
  let waybill: RunningWaybill;
  let api: Coordinator;
  let senderKey: string;
  let outcome: Outcome;
  const inputs: Record<string, readonly CloudEvent[]> = {};
  const links: Record<string, string> = {};

  beforeAll(async () => {
    Object.assign(inputs, {
      USPS: uspsHistory(),
      AFTERSHIP: aftershipHistory(),
      EASYPOST: easypostHistory(),
      UPS: upsHistory(),
      MUNICH: barefootTrace('gps_traces/barefoot-x0001-015.json', 'x0001'),
      WASHINGTON: gpxTrace('gps_traces/togeojson-osm.gpx', 'osm-555004'),
      RUN: gpxTrace('gps_traces/togeojson-run.gpx', 'garmin-1'),
      RECEIVER: nmeaTrace('gps_traces/ggencoder-GprmcSample.nmea', 'gps-1'),
    });
    waybill = await startWaybill();
    api = new Coordinator(waybill);
    senderKey = (await api.post('/v1/api-keys', { name: 'samples', role: 'integration', sourcePrefix: SENDERS })).key;
    for (const [shipmentId, events] of Object.entries(inputs)) {
      const mode = shipmentId === 'MUNICH' || shipmentId === 'WASHINGTON' ? { mode: 'road' } : {};
      links[shipmentId] = (await api.post('/v1/shipments', registration(shipmentId, events, mode))).trackingToken;
    }
    const all = Object.values(inputs).flat();
    const random = seeded(SEED);
    const redelivered = all.filter(() => random() < 0.3);
    outcome = await sendAll(waybill.url, senderKey, shuffled([...all, ...redelivered], random));
    await api.readsUpTo(outcome.positions);
  }, 120_000);
  afterAll(() => waybill?.stop(), 30_000);

  const shipment = (id: string) => api.get(`/v1/shipments/${id}`);
  const milestones = async (id: string) => (await api.all(`/v1/shipments/${id}/timeline`)).filter(({ milestone }) => milestone);

  it('reads the samples as they are known to be', () => {
    expect(
      Object.fromEntries(Object.entries(inputs).map(([name, events]) => [name, [events.length, distinct(timed(events)).length]])),
    ).toEqual({
      USPS: [12, 12],
      AFTERSHIP: [14, 14],
      EASYPOST: [8, 8],
      UPS: [7, 7],
      MUNICH: [80, 80],
      WASHINGTON: [5000, 197],
      RUN: [206, 205],
      RECEIVER: [37, 37],
    });
  });

  it('takes every fact once, recognises every repetition, and refuses what has no time', () => {
    const random = seeded(SEED);
    const all = Object.values(inputs).flat();
    const sent = [...all, ...all.filter(() => random() < 0.3)];
    const accepted = distinct(timed(all)).length;
    const rejected = sent.length - timed(sent).length;
    expect(outcome).toMatchObject({ accepted, rejected, duplicates: sent.length - accepted - rejected, parked: 0 });
  });

  // Only time orders the timeline for a reader; entries of one instant may stand either way round.
  const inOrder = <T extends { time: string }>(told: readonly T[]) =>
    [...told].sort((a, b) => Date.parse(a.time) - Date.parse(b.time) || (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

  it.each(['USPS', 'AFTERSHIP', 'EASYPOST', 'UPS'])('tells %s in the order in which it happened', async (id) => {
    const told = (await milestones(id)).map(({ milestone, time, rawCode, note }) => ({ milestone, time, rawCode, note }));
    expect(told.map(({ time }) => time)).toEqual(inOrder(told).map(({ time }) => time));
    expect(inOrder(told)).toEqual(inOrder((inputs[id] ?? []).map((event) => ({ time: iso(event), ...pick(event.data) }))));
  });

  it('knows how each history ended', async () => {
    expect(await shipment('USPS')).toMatchObject({ status: 'DELIVERED', phase: 'done', deliveredAt: '2024-11-22T18:58:40.000Z' });
    // The aggregator's own UTC field says when; it agrees with the scan's local time and offset.
    const delivered = `${aftershipTracking().shipment_delivery_date}.000Z`;
    expect(await shipment('AFTERSHIP')).toMatchObject({ status: 'DELIVERED', deliveredAt: delivered });
    expect(await shipment('UPS')).toMatchObject({ status: 'DELIVERED', deliveredAt: '2024-04-23T13:50:04.000Z' });
    expect(await shipment('EASYPOST')).toMatchObject({
      status: 'IN_TRANSIT',
      deliveredAt: null,
      lastMilestone: { milestone: 'ARRIVED_AT_HUB', time: '2024-08-02T18:50:00.000Z', location: { city: 'EDISON' } },
    });
  });

  it.each(['MUNICH', 'WASHINGTON', 'RUN', 'RECEIVER'])('knows where %s was last', async (id) => {
    const last = newest(inputs[id] ?? []);
    const { latitude, longitude } = last.data;
    expect((await shipment(id)).liveLocation).toMatchObject({ latitude, longitude, time: iso(last), source: last.source });
  });

  it.each(['MUNICH', 'WASHINGTON', 'RUN', 'RECEIVER'])('gives the track of %s back in every format', async (id) => {
    const track = byTime(inputs[id] ?? []);
    const path = `/v1/shipments/${id}/positions`;
    const items = await api.all(path);
    const point = ({ time, longitude, latitude }: Record<string, string>) => ({ time: String(time), longitude, latitude });
    expect(items.map(({ time }) => time)).toEqual(track.map(iso));
    expect(inOrder(items.map(point))).toEqual(inOrder(track.map((event) => ({ time: iso(event), ...place(event) }))));
    // The other formats tell the same, in the same order.
    const places = items.map(({ longitude, latitude }) => [longitude, latitude]);
    const gpx = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', isArray: (name) => /^trk/.test(name) }).parse(
      await api.text(path, 'application/gpx+xml'),
    );
    // biome-ignore lint/suspicious/noExplicitAny: parsed XML
    const points = gpx.gpx.trk.flatMap((one: any) => one.trkseg.flatMap((segment: any) => segment.trkpt ?? []));
    expect(points.map(({ lon, lat }: { lon: string; lat: string }) => [Number(lon), Number(lat)])).toEqual(places);
    const csv = (await api.text(path, 'text/csv')).trim().split(/\r?\n/);
    expect(csv).toHaveLength(track.length + 1);
    const geojson = JSON.parse(await api.text(path, 'application/geo+json'));
    // biome-ignore lint/suspicious/noExplicitAny: GeoJSON
    expect(geojson.features.map(({ geometry }: any) => geometry.coordinates.slice(0, 2))).toEqual(places);
  });

  it('is not moved by a second logger that numbers the same fixes anew and sends all of them again', async () => {
    const before = await shipment('RUN');
    const renumbered = (inputs.RUN ?? []).map((event, line) => ({ ...event, source: `${SENDERS}devices/copy`, id: `line-${line}` }));
    const again = await sendAll(waybill.url, senderKey, shuffled(renumbered, seeded(7)));
    expect(again).toMatchObject({ accepted: 206, duplicates: 0 });
    await api.readsUpTo(again.positions);
    const { liveLocation, status } = await shipment('RUN');
    const { latitude, longitude, time } = before.liveLocation;
    expect(liveLocation).toMatchObject({ latitude, longitude, time });
    expect(status).toBe(before.status);
  });

  it('shows a customer the story and a rough place, and no more', async () => {
    const told = await (await fetch(`${waybill.url}/v1/track/${links.USPS}`)).text();
    expect(JSON.parse(told)).toMatchObject({ status: 'DELIVERED', deliveredAt: '2024-11-22T18:58:40.000Z', liveLocation: null });
    expect(JSON.parse(told).milestones.map(({ milestone }: { milestone: string }) => milestone)).toEqual(
      byTime(inputs.USPS ?? []).map(({ data }) => data.milestone),
    );
    expect(told).not.toMatch(/9400109104250532908587|samples\.example/);
    const driven = (await (await fetch(`${waybill.url}/v1/track/${links.MUNICH}`)).json()) as { liveLocation: unknown };
    expect(driven.liveLocation).toMatchObject({ latitude: 48.13, longitude: 11.43 });
  });
});

const place = ({ data: { longitude, latitude } }: CloudEvent) => ({ longitude, latitude });
const pick = ({ milestone, rawCode, note }: Readonly<Record<string, unknown>>) => ({ milestone, rawCode, note });
