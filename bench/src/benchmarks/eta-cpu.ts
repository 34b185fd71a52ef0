import { Client } from 'pg';
import { until } from '../../../apps/standalone/src/waiting';
import type { Benchmark, BenchmarkContext, Figures } from '../findings';
import { alternate, type Sample, sample } from '../measure/sample';
import { median } from '../measure/statistics';
import { registerShipments } from '../processes/commands';
import type { Stack } from '../processes/stack';
import { cloudEventText, POSITION } from '../workload/reports';
import { newRun, withStack } from './support';

const SHIPMENTS = 2_000;
const PER_REQUEST = 100;
const AT_ONCE = 4;
/** A fix a minute, of which the first is taken in nine minutes late and the last nine minutes early: none counts as late or future. */
const [FIRST_MINUTE, WARM_UP, ROUNDS] = [-9, 4, 14];
const MINUTE_MS = 60_000;
const DEGREES_A_MINUTE = 1.2 / 111.195;
const AIM_PERCENT = 25;
/** All but the two reactors: read models cost next to nothing while nothing is said. */
const OTHERS = ['shipments', 'identifiers', 'exceptions', 'geofences', 'sites', 'predictions', 'attribution', 'detection'];
const ALL = [...OTHERS, 'eta', 'arrivals'];
const LONGEST_MS = 60_000;

/** Waits until some processors have come to a position. */
async function untilPassed(database: Client, processors: readonly string[], position: string): Promise<void> {
  const sql = `select count(distinct processor) = cardinality($1::text[]) and min(commit_position) >= $2 as yes
    from waybill.checkpoint where processor = any($1)`;
  const passed = async () => (await database.query(sql, [processors, position])).rows[0]?.yes === true;
  if (await until(passed, LONGEST_MS, 10)) return;
  const { rows } = await database.query('select processor, min(commit_position) as at from waybill.checkpoint group by 1 order by 1');
  throw new Error(`Not all of ${processors} came to ${position}: ${JSON.stringify(rows)}`);
}

/** A fix of each shipment, all of the same minute: lorries that drive to the south at 72 km/h. */
async function sendMinute(stack: Stack, subjects: readonly string[], start: number, minute: number): Promise<string> {
  const run = newRun();
  const time = new Date(start + minute * MINUTE_MS).toISOString();
  const textOf = (subject: string, index: number): string => {
    const latitude = 53.5 - (index % 100) / 50 - (minute - FIRST_MINUTE) * DEGREES_A_MINUTE;
    const data = { latitude, longitude: 9.5 - (index % 7) / 10, speedKmh: 72, accuracyMetres: 6.5 };
    return cloudEventText(`${run}-${index}`, subject, time, data, POSITION);
  };
  const texts = subjects.map(textOf);
  const bodies = Array.from({ length: Math.ceil(texts.length / PER_REQUEST) }, (_, i) =>
    texts.slice(i * PER_REQUEST, (i + 1) * PER_REQUEST).join(),
  );
  let last = 0n;
  const headers = { authorization: `Bearer ${stack.target.key}`, 'content-type': 'application/cloudevents-batch+json' };
  const lane = async (): Promise<void> => {
    for (let body = bodies.pop(); body !== undefined; body = bodies.pop()) {
      const answer = await fetch(`${stack.url}/v1/events`, { method: 'POST', headers, body: `[${body}]` });
      const { position } = (await answer.json()) as { readonly position?: string };
      if (answer.status !== 202 || position === undefined) throw new Error(`a batch of fixes answered ${answer.status}`);
      if (BigInt(position) > last) last = BigInt(position);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return String(last);
}

/** One side: answers what sends the next minute and waits until all that follows from it was done. */
async function side(stack: Stack, database: Client, processors: readonly string[], shipments: number): Promise<() => Promise<Sample>> {
  const subjects = (await registerShipments(stack, 'lorry', shipments)).map(({ shipmentId }) => `shipment:${shipmentId}`);
  const projector = stack.startProjector();
  await projector.ready;
  const start = Date.now();
  let minute = FIRST_MINUTE;
  return () =>
    sample({ projector: projector.pid, postgres: stack.pids.postgres }, async () => {
      const began = performance.now();
      await untilPassed(database, processors, await sendMinute(stack, subjects, start, minute++));
      return { count: shipments, ms: performance.now() - began };
    });
}

async function measure({ say, scale }: BenchmarkContext, stacks: { readonly on: Stack; readonly off: Stack }): Promise<Figures> {
  const shipments = Math.round(SHIPMENTS * scale);
  say(`${shipments} lorries on each side, a fix a minute`);
  // They outlive the stacks when something fails, and must not hide what that was.
  const databases = { off: new Client(stacks.off.databaseUrl), on: new Client(stacks.on.databaseUrl) };
  for (const database of [databases.off, databases.on]) await database.on('error', () => {}).connect();
  const sides = {
    off: await side(stacks.off, databases.off, OTHERS, shipments),
    on: await side(stacks.on, databases.on, ALL, shipments),
  };
  await alternate(WARM_UP, sides);
  const { on, off } = await alternate(ROUNDS, sides);
  await Promise.all([databases.off.end(), databases.on.end()]);
  const micros = (name: 'projector' | 'postgres') => (one: Sample) => (1_000 * (one.cpu[name] ?? 0)) / one.count;
  const more = on.map((one, i) => 100 * (micros('projector')(one) / micros('projector')(off[i] as Sample) - 1));
  const row = (what: string, samples: readonly Sample[], name: 'projector' | 'postgres') => ({
    what,
    value: median(samples.map(micros(name))),
    unit: 'µs',
  });
  return {
    kind: 'figures',
    benchmark: 'eta-cpu',
    title: 'Predictions on and off, a fix a minute',
    rows: [
      row('projector, CPU per position, predictions off', off, 'projector'),
      row('projector, CPU per position, predictions on', on, 'projector'),
      { what: 'more for predictions (median of the rounds)', value: median(more), unit: '%', below: AIM_PERCENT },
      row('Postgres, CPU per position, predictions off', off, 'postgres'),
      row('Postgres, CPU per position, predictions on', on, 'postgres'),
    ],
    remarks: [
      'Each fix is a minute after the one before. It is looked at when so much of what was left has passed (1 to 10 minutes), and else only followed. By turns on two products with stores of their own.',
    ],
  };
}

/** What predicting adds to the projector's work for each position. */
export const etaCpu: Benchmark = {
  name: 'eta-cpu',
  title: "The projector's CPU per position with the reactors of predictions and arrivals, and without",
  run: (context) =>
    withStack(context, (on) =>
      withStack(context, async (off) => [await measure(context, { on, off })], { settings: { PROCESSORS: OTHERS.join() } }),
    ),
};
