import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type EtaModel, modelDigest } from '@waybill/domain';
import { EventLog, NO_STREAM } from '@waybill/event-store';
import {
  ETA_MODELS_STREAM,
  type EventType,
  etaModelStream,
  etaStream,
  type JsonOf,
  type NewEvent,
  shipmentStream,
  storedEventId,
} from '@waybill/events';
import { type RunningEventNode, startEventNode } from '../support/event-node';

const CLI = path.resolve(__dirname, '../../dist/apps/cli/src/main.js');
const MINUTE = 60_000;
const BEGINNING = Date.UTC(2026, 2, 1);
const iso = (time: number): string => new Date(time).toISOString();

/** Kilometres to the north of Kassel. */
const place = (km: number) => ({ latitude: 51.3 + km / 111.195, longitude: 9.48 });

function event<T extends EventType>(stream: string, type: T, time: number, data: JsonOf<T>): NewEvent<T> {
  const [source, id] = ['urn:test', `${stream}/${type}/${time}`];
  const metadata = { specversion: '1.0' as const, id, source, subject: stream, time: iso(time), recordedtime: iso(time) };
  return { eventId: storedEventId(source, id, stream), type, data, metadata };
}

/** A lorry over a hundred kilometres, slower in the morning and on the second half, and not the same on each day, that sets out so many hours after the beginning. */
function lorry(shipmentId: string, hours: number): NewEvent[] {
  const stream = shipmentStream(shipmentId);
  const departure = BEGINNING + hours * 60 * MINUTE;
  const slow = (hours % 24 < 9 ? 0.6 : 1) * (1 + 0.35 * Math.sin(hours * 12.9898));
  const minutesTo = (km: number): number => (Math.min(km, 50) / 80 + Math.max(0, km - 50) / 50) * (60 / slow);
  const fixes = Array.from({ length: 10 }, (_, i) => {
    const km = i * 10;
    return event(stream, 'dev.waybill.position-reported.v1', departure + Math.round(minutesTo(km) * MINUTE), place(km));
  });
  const plan = { carrier: 'swift', mode: 'road' as const, origin: place(0), destination: place(100) };
  return [
    event(stream, 'dev.waybill.shipment-registered.v1', departure - MINUTE, { ...plan, shipmentId, identifiers: [] }),
    event(stream, 'dev.waybill.item-scanned.v1', departure, { milestone: 'IN_TRANSIT', classifier: 'ACT' }),
    ...fixes,
    event(stream, 'dev.waybill.delivered.v1', departure + Math.round(minutesTo(100) * MINUTE), {}),
  ];
}

describe('training on the log', () => {
  let node: RunningEventNode;
  let log: EventLog;
  let next = 0;
  beforeAll(async () => {
    node = await startEventNode();
    log = EventLog.connect(node.address);
    await shipmentsOf(28);
  }, 60_000);
  afterAll(async () => {
    await log?.close();
    await node?.stop();
  }, 30_000);

  /** Shipments of some more days, nine a day. */
  async function shipmentsOf(days: number): Promise<void> {
    const from = next;
    next += days;
    for (let day = from; day < next; day++)
      for (const hour of [2, 4, 7, 9, 11, 13, 15, 18, 20]) {
        const id = `lorry-${day}-${hour}`;
        await log.append(shipmentStream(id), NO_STREAM, lorry(id, day * 24 + hour));
      }
  }

  /** Runs a command; answers its exit code and all that it said. */
  const waybill = (...args: string[]): Promise<{ code: number; said: string }> =>
    new Promise((resolve) => {
      const env = { ...process.env, EVENTSTORE_URL: node.address, DATA_DIR: node.dataDir };
      execFile(process.execPath, [CLI, ...args], { env }, (error, out, err) => resolve({ code: error ? 1 : 0, said: out + err }));
    });
  const arrivalOf = async (id: string): Promise<number> => (await log.readLast(shipmentStream(id)))?.time ?? Number.NaN;
  const promoted = async () => {
    const last = await log.readLast(ETA_MODELS_STREAM);
    return last?.type === 'dev.waybill.eta-model-promoted.v1' ? last.data : undefined;
  };
  async function kept(version: string) {
    const event = await log.readLast(etaModelStream(version));
    if (event?.type !== 'dev.waybill.eta-model-trained.v1') throw new Error(`no model ${version}`);
    return { event, model: JSON.parse(gunzipSync(Buffer.from(event.data.model, 'base64')).toString()) as EtaModel };
  }

  it('tries a shadow and leaves the live model as it is', async () => {
    const { code, said } = await waybill('eta:train', '--shadow', '--model-version', 'shadow');
    expect(said).toContain('The live model stays default.');
    expect({ code, live: await promoted() }).toEqual({ code: 0, live: undefined });
    const { event, model } = await kept('shadow');
    expect(event.data).toMatchObject({ version: 'shadow', seed: 17, digest: modelDigest(model) });
    expect(event.data.coverage).toBeGreaterThan(0);
  }, 120_000);

  it('promotes what is nearer, which then is what its report is about, and the same log gives the same model', async () => {
    expect((await waybill('eta:train', '--model-version', 'first')).said).toContain('Model first is live.');
    expect(await promoted()).toMatchObject({ version: 'first', previous: 'default' });
    const { said } = await waybill('eta:report', '--live-model');
    expect(said).toMatch(/^model first +\d+/m);
    expect(said).toMatch(/^way left +\d+/m);
    const [shadow, first] = [(await kept('shadow')).model, (await kept('first')).model];
    expect({ ...first, version: '' }).toEqual({ ...shadow, version: '' });
  }, 120_000);

  it('reports what was predicted as it was said then, and draws it', async () => {
    expect((await waybill('eta:report')).said).toContain('no shipment has arrived of which anything was predicted');
    const id = `lorry-${next - 1}-9`;
    const departure = BEGINNING + ((next - 1) * 24 + 9) * 60 * MINUTE;
    for (const [minutes, off] of [
      [30, 20],
      [60, -10],
    ] as const) {
      const [time, stream] = [departure + minutes * MINUTE, etaStream(id)];
      const arrival = await arrivalOf(id);
      const [p10, p50, p90] = [off + 15, off, off - 15].map((by) => iso(arrival - by * MINUTE)) as [string, string, string];
      const baselines = { moving: iso(arrival + 40 * MINUTE), 'great-circle': iso(arrival + 90 * MINUTE) };
      const how = { basis: 'moving' as const, baselines, reasons: [], cause: 'x', modelVersion: 'test', hoursOut: 1, late: false };
      const { revision = -1 } = (await log.readLast(stream)) ?? {};
      const expected = revision < 0 ? NO_STREAM : revision;
      await log.append(stream, expected, [event(stream, 'dev.waybill.eta-recalculated.v1', time, { p10, p50, p90, ...how })]);
    }
    const folder = path.join(node.dataDir, 'pictures');
    const { said } = await waybill('eta:report', '--svg', folder);
    // Once 20 min later than said, and once 10 min earlier: one of the two windows held it.
    expect(said).toMatch(/^predicted +1 +2 +15\.0 +5\.0 +10\.0 +50\.0 % +30\.0 +50\.0 % +100\.0 % +100\.0 % +100\.0 % +0\.00$/m);
    expect(said).toMatch(/^way left +1 +2 +40\.0 +-40\.0/m);
    expect(said).toMatch(/^great circle at 35 km\/h +1 +2 +90\.0 +-90\.0/m);
    expect(said).toMatch(/^carrier swift +1 +2 +15\.0/m);
    for (const name of ['eta-error.svg', 'eta-coverage.svg']) expect(fs.readFileSync(path.join(folder, name), 'utf8')).toContain('<circle');
  }, 120_000);

  it('keeps no second model under one name', async () => {
    expect(await waybill('eta:train', '--model-version', 'first')).toMatchObject({ code: 1, said: expect.stringContaining('already') });
  }, 120_000);

  /** Trips that teach nonsense: each took five hours longer than it looks, in the weeks from which the next model learns only. */
  async function spoil(): Promise<void> {
    for (let i = 0; i < 400; i++) {
      const id = `spoilt-${i}`;
      const [delivered, ...others] = lorry(id, (i % 16) * 24 + 3 + (i % 20)).reverse();
      if (!delivered) throw new Error('no delivery');
      const time = iso(Date.parse(delivered.metadata.time) + 5 * 60 * MINUTE);
      const late = { ...delivered, metadata: { ...delivered.metadata, time, recordedtime: time } };
      await log.append(shipmentStream(id), NO_STREAM, [...others.reverse(), late]);
    }
  }

  it('refuses a model of a week more that is worse than the live one on the same weeks, and keeps it to be looked at', async () => {
    await shipmentsOf(7);
    await spoil();
    const { code, said } = await waybill('eta:train', '--model-version', 'worse');
    expect(said).toMatch(/It is not promoted, first stays: mean absolute error [\d.]+ min, live [\d.]+ min/);
    expect({ code, live: (await promoted())?.version }).toEqual({ code: 1, live: 'first' });
    expect((await kept('worse')).model.version).toBe('worse');
  }, 120_000);

  it('says so when nothing has arrived yet', async () => {
    const empty = await startEventNode();
    const env = { ...process.env, EVENTSTORE_URL: empty.address, DATA_DIR: empty.dataDir };
    const said = await new Promise<string>((resolve) => {
      execFile(process.execPath, [CLI, 'eta:train'], { env }, (_error, out, err) => resolve(out + err));
    });
    await empty.stop();
    expect(said).toContain('there is no trip to try it on');
  }, 60_000);
});
