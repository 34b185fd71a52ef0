import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { FORMAT_NAMES, type FormatName } from '@waybill/carriers';
import { EventLog } from '@waybill/event-store';
import { flat, grouped } from '../../libs/carriers/src/dcsa/fixtures';
import { epcisDocument, event } from '../../libs/carriers/src/epcis/fixtures';
import { DELIVERED, interchange } from '../../libs/carriers/src/iftsta/fixtures';
import { forwarded } from '../../libs/carriers/src/traccar/fixtures';
import { uplink } from '../../libs/carriers/src/tts/fixtures';
import { interchange as x12 } from '../../libs/carriers/src/x12-214/fixtures';
import { httpClient } from '../support/http';
import { coordinator } from './coordinator';
import { nameIn, pushesAbout, senderOf } from './senders';

/** Every format through the door of a running product, with the real proof of its sender. */
const { running, send, read, register } = coordinator();

/** What each sender expects to be answered; the others get 202 with the whole answer. */
const EXPECTED: Partial<Record<FormatName, number>> = { owntracks: 200, dcsa: 204, 'dhl-unified': 200, traccar: 200, osmand: 200 };

interface Received {
  readonly accepted: number;
  readonly parked: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly corrected: number;
}
const received = async (id: string): Promise<readonly Received[]> => (await send(`/v1/sources/${id}/deliveries`)).body.items;
const counts = ({ accepted, parked, duplicates, rejected, corrected }: Received) => [accepted + parked, duplicates, rejected, corrected];

let log: EventLog;
beforeAll(() => {
  log = EventLog.connect(running().addresses.eventStore);
});
afterAll(() => log.close());
/** Where the log is now: what is read at it has everything that was pushed. */
const position = async (): Promise<string> => (await log.head()).commit.toString();

interface Line {
  readonly kind: string;
  readonly time: string;
  readonly milestone?: string;
  readonly retracted?: boolean;
}
/** What the read models say of a shipment, but for ids and the time of receipt. */
async function known(shipmentId: string, at: string) {
  const { status, liveLocation, lastMilestone } = (await read(`/v1/shipments/${shipmentId}`, at)).body;
  const lines: Line[] = (await send(`/v1/shipments/${shipmentId}/timeline`)).body.items;
  const track = (await send(`/v1/shipments/${shipmentId}/positions`)).body.items.map(
    ({ time, latitude, longitude }: { time: string; latitude: number; longitude: number }) => [time, latitude, longitude],
  );
  const told = lines.filter(({ kind }) => ['milestone', 'vehicle-arrived', 'vehicle-departed'].includes(kind));
  return {
    status,
    place: liveLocation && [liveLocation.latitude, liveLocation.longitude, liveLocation.time],
    milestone: lastMilestone?.milestone,
    track,
    told: told.map(({ kind, time, milestone, retracted = false }) => [kind, time, milestone, retracted]),
  };
}

describe.each(FORMAT_NAMES)('%s', (format) => {
  const shipmentFor = async (push: string) => (await register({ identifiers: [nameIn(format, push)] })).shipmentId;

  it('is taken once, however often it comes, and comes to the same in any order', async () => {
    const [inOrder, mixed] = [await senderOf(send, format), await senderOf(send, format)];
    const [first, grown] = pushesAbout(format, 3);
    const [otherFirst, otherGrown] = pushesAbout(format, 4);
    const [one, two] = [await shipmentFor(first), await shipmentFor(otherFirst)];
    for (const body of [first, first, grown, first]) expect((await inOrder.push(body)).status).toBe(EXPECTED[format] ?? 202);
    for (const body of [otherGrown, otherFirst, otherGrown]) expect((await mixed.push(body)).status).toBe(EXPECTED[format] ?? 202);
    const [third, second, repeated, initial] = (await received(inOrder.id)).map(counts);
    expect([initial?.[0], repeated, second?.[0], third?.[0]]).toEqual([1, [0, 1, 0, 0], 1, 0]);
    expect((await received(mixed.id)).map(counts).reduce((sum, [taken = 0]) => sum + taken, 0)).toBe(2);
    const at = await position();
    const ordered = await known(one, at);
    expect(ordered.told.length + ordered.track.length).toBe(2);
    expect(await known(two, at)).toEqual(ordered);
  });

  it('is tried with the command that is printed, when the source is made and later', async () => {
    const secret = 'YW4tb3BlbmluZy1zZWNyZXQtb2YtYS10ZXN0';
    const { body: source } = await send('/v1/sources', { body: { format, name: 'printed', secrets: [secret] } });
    const { body: shown } = await send(`/v1/sources/${source.id}`);
    expect(shown.curl).not.toContain(secret);
    for (const command of [source.curl, shown.curl]) {
      const script = `${command} -s -o /dev/null -w '%{http_code}'`;
      const { stdout } = await promisify(execFile)('bash', ['-c', script], { env: { ...process.env, SECRET: secret } });
      expect(stdout).toBe(String(EXPECTED[format] ?? 202));
    }
    const [again, once] = (await received(source.id)).map(counts);
    expect([once, again]).toEqual([
      [1, 0, 0, 0],
      [0, 1, 0, 0],
    ]);
    const { body: other } = await send('/v1/sources', { body: { format, name: 'another', secrets: ['YW5vdGhlci1zZWNyZXQtb2YtYS10ZXN0'] } });
    const { stdout } = await promisify(execFile)('bash', [
      '-c',
      `${source.curl.replace(source.webhookUrl, other.webhookUrl)} -s -o /dev/null -w '%{http_code}'`,
    ]);
    expect(stdout).toBe('401');
  });
});

it('takes a status without a time once, though each message that repeats it comes at another time', async () => {
  const sender = await senderOf(send, 'iftsta');
  const undated = (control: string) => interchange(['STS+1+31'], { control }).replace('CN-7', 'CN-UNDATED');
  const { shipmentId } = await register({ identifiers: [nameIn('iftsta', undated('1'))] });
  for (const control of ['1', '2', '3']) expect((await sender.push(undated(control))).status).toBe(202);
  const taken = (await received(sender.id)).map(counts);
  expect(taken).toEqual([
    [0, 1, 0, 0],
    [0, 1, 0, 0],
    [1, 0, 0, 0],
  ]);
  expect((await known(shipmentId, await position())).told).toHaveLength(1);
});

describe('what a sender takes back', () => {
  /** What may come again afterwards: of IFTSTA no message says when it was made, so the same one said again counts again. */
  const RETRACTING: readonly [FormatName, string, string, readonly ('said' | 'takenBack')[]][] = [
    [
      'dcsa',
      JSON.stringify({ events: [grouped()] }),
      JSON.stringify({ events: [grouped({ isRetracted: true, eventUpdatedDateTime: '2026-02-28T09:00:00Z' })] }),
      ['said', 'takenBack', 'said'],
    ],
    [
      'epcis',
      JSON.stringify(epcisDocument([event({ epcList: ['urn:epc:id:sscc:4012345.0999999999'] })])),
      JSON.stringify(
        epcisDocument([
          event({
            epcList: ['urn:epc:id:sscc:4012345.0999999999'],
            errorDeclaration: { declarationTime: '2026-03-01T00:00:00Z', reason: 'did_not_occur' },
          }),
        ]),
      ),
      ['said', 'takenBack', 'said'],
    ],
    ['iftsta', interchange(DELIVERED), interchange(DELIVERED, { control: '2', fn: '1' }), ['takenBack']],
  ];

  it.each(RETRACTING)('counts no more: %s, whichever comes first', async (format, said, takenBack, again) => {
    const sender = await senderOf(send, format);
    const { shipmentId } = await register({ identifiers: [nameIn(format, said)] });
    const statusNow = async () => {
      const { told, status } = await known(shipmentId, await position());
      return [told.map((line) => line.at(-1)), status];
    };
    await sender.push(said);
    expect((await statusNow())[0]).toEqual([false]);
    await sender.push(takenBack);
    expect(await statusNow()).toEqual([[true], 'CREATED']);
    for (const body of again) await sender.push(body === 'said' ? said : takenBack);
    expect(await statusNow()).toEqual([[true], 'CREATED']);
  });

  it('is not needed for an estimate: a plan moves no status', async () => {
    const sender = await senderOf(send, 'dcsa');
    const planned = JSON.stringify([
      flat({
        eventID: '33333333-3333-4333-8333-333333333333',
        equipmentReference: 'MSKU9070323',
        eventClassifierCode: 'EST',
        eventDateTime: '2027-02-27T08:00:00+01:00',
      }),
    ]);
    const { shipmentId } = await register({ identifiers: [nameIn('dcsa', planned)] });
    expect((await sender.push(planned)).status).toBe(204);
    expect(await known(shipmentId, await position())).toMatchObject({
      status: 'CREATED',
      told: [['milestone', expect.any(String), expect.any(String), false]],
    });
  });
});

describe('a position that its device did not measure', () => {
  it.each<[FormatName, string]>([
    ['traccar', JSON.stringify(forwarded({ outdated: true }, { device: { id: 5, uniqueId: '356307042441099' } }))],
    ['tts', JSON.stringify(uplink({}, { simulated: true }))],
    ['osmand', 'id=D9&lat=56.95&lon=24.1&timestamp=1772359200&valid=false'],
  ])('is told of and kept, and makes no fact: %s', async (format, push) => {
    const sender = await senderOf(send, format);
    const { shipmentId } = await register({ identifiers: [nameIn(format, push)] });
    const { status, body } = await sender.push(push);
    expect([status, body.accepted, body.ignored]).toEqual([EXPECTED[format] ?? 202, 0, [expect.stringMatching(/it is no fact/)]]);
    expect(await known(shipmentId, await position())).toMatchObject({ place: null, track: [], told: [] });
  });
});

describe('a file that is uploaded', () => {
  const upload = (format: string, body: string | Uint8Array, query = '') => send(`/v1/imports/${format}${query}`, { body });
  const HEAD = 'time,device,lat,lon,milestone\n';
  const fix = (device: string, time = '2026-02-27T08:00:00Z') => `${time},${device},56.95,24.1,\n`;
  interface Line {
    readonly line: number;
    readonly outcome: string;
    readonly problem?: { readonly reason?: string };
  }
  const lines = (events: readonly Line[]) => events.map(({ line, outcome, problem }) => [line, outcome, problem?.reason]);

  it('is taken in once, and read with what was said of it', async () => {
    const { shipmentId } = await register({ identifiers: [{ scheme: 'vehicle', value: 'FILE-1' }] });
    const gpx = '<gpx><trk><trkseg>\n<trkpt lat="56.95" lon="24.1"><time>2026-02-27T08:00:00Z</time></trkpt>\n</trkseg></trk></gpx>';
    const first = await upload('gpx', gpx, '?about=vehicle:FILE-1');
    expect([first.status, lines(first.body.events)]).toEqual([202, [[2, 'appended', undefined]]]);
    expect(first.body.events[0].shipmentIds).toEqual([shipmentId]);
    const again = await upload('gpx', gpx, '?about=vehicle:FILE-1');
    expect([again.status, again.body.duplicates, lines(again.body.events)]).toEqual([202, 1, [[2, 'duplicate', undefined]]]);
    expect((await known(shipmentId, again.body.position)).track).toEqual([['2026-02-27T08:00:00.000Z', 56.95, 24.1]]);
  });

  it.each([
    ['nmea', '$GPRMC,080000,A,5657.0,N,02406.0,E,1,2,270226,,\n$GPRMC,080010,V,,,,,,,270226,,\n', '?about=vehicle:FILE-2'],
    [
      'geojson',
      '{"type":"Feature","geometry":{"type":"Point","coordinates":[24.1,56.95]},"properties":{"time":"2026-02-27T08:00:00Z","device":"F3"}}',
      '',
    ],
    ['x12-214', x12(['AT7*X6*NS***20260227*0800*UT']), ''],
    ['osmand', '/?id=FILE-4&lat=56.95&lon=24.1&timestamp=1772359200\n', ''],
    ['traccar', JSON.stringify(forwarded({}, { device: { id: 5, uniqueId: '356307042441077' } })), ''],
    ['iftsta', interchange(DELIVERED), ''],
  ])('can be one of %s', async (format, body, query) => {
    const { status, body: answer } = await upload(format, body, query);
    expect([status, answer.rejected, answer.accepted + answer.parked + answer.duplicates]).toEqual([202, 0, answer.events.length]);
    expect(answer.events.length).toBeGreaterThan(0);
    expect(answer.ignored).toEqual(format === 'nmea' ? [{ line: 2, detail: expect.any(String) }] : []);
  });

  it('is taken as far as it is good, with a reason for each other line', async () => {
    const text = Buffer.concat([
      Buffer.from(`${HEAD}${fix('FILE-5')}${fix('FILE-5', 'yesterday')}`),
      Buffer.from('x\u00ff\n', 'latin1'),
      Buffer.from(fix('FILE-6')),
    ]);
    const { status, body } = await upload('csv', text);
    expect([status, body.rejected, body.parked]).toEqual([202, 2, 2]);
    expect(lines(body.events)).toEqual([
      [2, 'parked', undefined],
      [3, 'rejected', 'time-unreadable'],
      [4, 'rejected', 'broken-encoding'],
      [5, 'parked', undefined],
    ]);
    const cut = await upload('x12-214', x12(['AT7*X6*NS***20260228*0800*UT']).replace(/SE\*[\s\S]*/, 'AT7*D1'));
    expect(lines(cut.body.events).at(-1)).toEqual([expect.any(Number), 'rejected', 'segment-broken']);
  });

  it('of which nothing is good is refused with the reasons', async () => {
    const { status, body } = await upload('csv', `${HEAD}${fix('FILE-7', 'yesterday')}`);
    expect([status, body.type, lines(body.events)]).toEqual([
      400,
      expect.stringMatching(/nothing-accepted/),
      [[2, 'rejected', 'time-unreadable']],
    ]);
    expect(lines((await upload('csv', new Uint8Array())).body.events)).toEqual([[1, 'rejected', 'wrong-shape']]);
  });

  it('that is too large is refused whole, and told where to take it', async () => {
    const many = HEAD + Array.from({ length: 10_001 }, (_, i) => fix(`FILE-8-${i}`)).join('');
    for (const body of [many, Buffer.alloc(16 * 1024 ** 2 + 1, 'x')]) {
      const answer = await upload('csv', body);
      expect([answer.status, answer.body.detail]).toEqual([413, expect.stringMatching(/16 MiB and 10,000 reports.*npm run import/)]);
    }
    expect((await upload('csv', HEAD + fix('FILE-8-0'))).body.parked).toBe(1);
    const large = await upload('csv', `${HEAD}${fix('FILE-9')}${' '.repeat(3 * 1024 ** 2)}\n`);
    expect([large.status, large.body.parked]).toEqual([202, 1]);
  });

  it("is the sender's own: a key reports below its prefix", async () => {
    const { key } = (await send('/v1/api-keys', { body: { name: 'files', role: 'integration', sourcePrefix: 'urn:files:' } })).body;
    const sender = httpClient(running().url, key);
    const uploadAs = (query: string) => sender(`/v1/imports/csv${query}`, { body: HEAD + fix('FILE-10') });
    for (const query of ['', '?source=urn:other:1']) {
      const { status, body } = await uploadAs(query);
      expect([status, body.type]).toEqual([403, expect.stringMatching(/source-forbidden/)]);
    }
    const { status, body } = await uploadAs('?source=urn:files:1');
    expect([status, body.events[0].source]).toEqual([202, 'urn:files:1']);
  });

  it.each([
    ['docx', '', 404, /x12-214.*csv/],
    ['csv', '?timeZone=Mars', 400, /Correct the values/],
    ['csv', '?about=nothing', 400, /Correct the values/],
    ['csv', '?source=a%20b', 400, /Correct the values/],
  ])('as %s%s is refused', async (format, query, expected, detail) => {
    const { status, body } = await upload(format, HEAD + fix('FILE-11'), query);
    expect([status, body.detail]).toEqual([expected, expect.stringMatching(detail)]);
  });
});
