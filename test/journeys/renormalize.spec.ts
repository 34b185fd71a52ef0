import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { promisify } from 'node:util';
import { type CarrierFormat, type CarrierReport, FORMATS } from '@waybill/carriers';
import { EventLog } from '@waybill/event-store';
import type { Milestone } from '@waybill/events';
import { StreamWriter } from '@waybill/streams';
import { Intake } from '@waybill/tracking';
import { TakeInPushHandler } from '../../apps/api/src/carriers/take-in-push.handler';
import { coordinator } from '../acceptance/coordinator';

/** Pushes that an older status map has read are read again by the one of today: the facts of before are in the log. */
const { running, send, command, read, register } = coordinator();

const CLI = path.resolve(__dirname, '../../dist/apps/cli/src/main.js');
const alert = (number: string, hour: number, descriptionCode: string, more: object = {}) => ({
  trackingNumber: number,
  activityLocation: { city: 'Louisville', country: 'US', postalCode: '', stateProvince: 'KY' },
  activityStatus: { code: `C${hour}`, description: 'as told', descriptionCode, type: 'I', ...more },
  gmtActivityDate: '20260227',
  gmtActivityTime: `${hour + 5}0000`,
  localActivityDate: '20260227',
  localActivityTime: `${String(hour).padStart(2, '0')}0000`,
});
const tracker = (code: string, updatedAt: string, details: readonly object[]) => ({
  id: `evt_${updatedAt}`,
  description: 'tracker.updated',
  result: { id: `trk_${code}`, tracking_code: code, carrier: 'USPS', updated_at: updatedAt, tracking_details: details },
});
const detail = (datetime: string, status: string, status_detail: string) => ({ datetime, status, status_detail, message: 'as told' });

const isMilestone = (report: CarrierReport, milestone: Milestone) =>
  report.statement.kind === 'milestone' && report.statement.milestone === milestone;

/** A format as it was before: one milestone was taken for another, one was not told of, and one was told that is none. */
function before(format: CarrierFormat): CarrierFormat {
  const old = (report: CarrierReport): CarrierReport[] => {
    if (isMilestone(report, 'DELIVERED')) return [];
    if (!isMilestone(report, 'OUT_FOR_DELIVERY')) return [{ ...report, mappingVersion: 0 }];
    const taken: CarrierReport = {
      ...report,
      mappingVersion: 0,
      statement: { kind: 'milestone', milestone: 'IN_TRANSIT', classifier: 'ACT' },
    };
    return [
      taken,
      { ...taken, id: taken.id.replace(/^........./, 'abcdef01-'), statement: { kind: 'milestone', milestone: 'LOST', classifier: 'ACT' } },
    ];
  };
  return {
    ...format,
    mappingVersion: 0,
    normalize: (...given) => {
      const read = format.normalize(...given);
      return { ...read, reports: read.reports.flatMap(old) };
    },
  };
}

const STORIES: readonly { format: 'ups-track-alert' | 'easypost'; carrier: string; pushes: (number: string) => readonly object[] }[] = [
  {
    format: 'ups-track-alert',
    carrier: 'ups',
    pushes: (number) => [alert(number, 8, '005'), alert(number, 9, '021'), alert(number, 10, '011', { type: 'D' })],
  },
  {
    format: 'easypost',
    carrier: 'usps',
    pushes: (number) => {
      const scans = [
        detail('2026-02-27T13:00:00Z', 'in_transit', 'departed_facility'),
        detail('2026-02-27T14:00:00Z', 'out_for_delivery', 'out_for_delivery'),
        detail('2026-02-27T15:00:00Z', 'delivered', 'arrived_at_destination'),
      ];
      return [1, 2, 3].map((count) => tracker(number, `2026-02-27T1${count + 2}:30:00Z`, scans.slice(0, count)));
    },
  },
];

describe.each(STORIES)('pushes of $format that an older status map has read', ({ format, carrier, pushes }) => {
  const number = randomUUID().slice(0, 18).toUpperCase();
  let shipmentId: string;
  let log: EventLog;

  const cli = async (...args: string[]): Promise<string> => {
    const { url, dataDir } = running();
    const env = { ...process.env, WAYBILL_URL: url, DATA_DIR: dataDir };
    return (await promisify(execFile)(process.execPath, [CLI, 'renormalize', '--format', format, ...args], { env })).stdout;
  };
  const milestones = async (): Promise<string[]> => {
    const { body } = await read(`/v1/shipments/${shipmentId}/timeline`, (await log.head()).commit.toString());
    return body.items
      .filter(({ kind, retracted }: { kind: string; retracted?: unknown }) => kind === 'milestone' && !retracted)
      .map(({ milestone }: { milestone: string }) => milestone);
  };

  beforeAll(async () => {
    log = EventLog.connect(running().addresses.eventStore);
    const { id: sourceId } = (await command('/v1/sources', { format, name: format })).body;
    ({ shipmentId } = await register({ identifiers: [{ scheme: 'tracking-number', value: `${carrier}/${number}` }] }));
    const writer = new StreamWriter(log, Date.now);
    const handler = new TakeInPushHandler(new Intake(writer), writer);
    const source = { sourceId, format, name: format, secrets: [], createdAt: new Date().toISOString(), retired: false };
    for (const push of pushes(number))
      await handler.takeIn(before(FORMATS[format]), source, { headers: {}, url: '/', body: Buffer.from(JSON.stringify(push)) });
  });
  afterAll(() => log.close());

  it('are listed with the shipments that would change and how, and nothing is written', async () => {
    const was = await milestones();
    expect(was).toEqual([expect.any(String), 'IN_TRANSIT', 'LOST']);
    const said = await cli('--since', '2026-01-01');
    const lines = said.split('\n').filter((line) => line.includes('->'));
    expect(lines.every((line) => line.startsWith(shipmentId))).toBe(true);
    expect(lines.map((line) => line.replace(/.*? {2}(\w+).* -> (\w+).*/, '$1 $2')).sort()).toEqual([
      'IN_TRANSIT OUT_FOR_DELIVERY',
      'LOST nothing',
      'nothing DELIVERED',
    ]);
    expect(said).toMatch(/3 pushes were read: 3 scans of 1 shipments would change\.\nNothing was written; --apply writes it\./);
    expect(await cli('--since', new Date(Date.now() + 60_000).toISOString())).toContain('0 pushes were read');
    expect(await milestones()).toEqual(was);
  });

  it('are applied as corrections, once', async () => {
    expect(await cli('--apply')).toContain('3 scans of 1 shipments were corrected');
    const [first, ...rest] = await milestones();
    expect([first, ...rest]).toEqual([expect.any(String), 'OUT_FOR_DELIVERY', 'DELIVERED']);
    const { body } = await send(`/v1/shipments/${shipmentId}`);
    expect(body).toMatchObject({ status: 'DELIVERED', deliveredAt: '2026-02-27T15:00:00.000Z' });
    const { items } = (await send(`/v1/shipments/${shipmentId}/events?limit=200`)).body;
    for (const args of [['--apply'], []]) expect(await cli(...args)).toMatch(/3 pushes were read: 0 scans/);
    await milestones();
    expect((await send(`/v1/shipments/${shipmentId}/events?limit=200`)).body.items).toEqual(items);
  });

  it('come to the same when their sender repeats the last of them', async () => {
    const was = await milestones();
    const { items } = (await send('/v1/sources?limit=200')).body;
    const { id } = items.find((source: { format: string }) => source.format === format);
    const writer = new StreamWriter(log, Date.now);
    const source = { sourceId: id, format, name: format, secrets: [], createdAt: new Date().toISOString(), retired: false };
    const body = Buffer.from(JSON.stringify(pushes(number).at(-1)));
    await new TakeInPushHandler(new Intake(writer), writer).takeIn(FORMATS[format], source, { headers: {}, url: '/', body });
    expect(await milestones()).toEqual(was);
  });
});
