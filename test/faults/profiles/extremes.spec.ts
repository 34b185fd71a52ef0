import { startWaybill } from '../../support/waybill';
import { aftermath } from '../fuzz/aftermath';
import { atATime, exchange, type Request } from '../fuzz/exchange';
import { Extremes } from '../fuzz/extremes';
import { test, type Verdict } from '../harness/profile';
import type { Trial } from '../harness/trial';
import { seconds } from '../harness/waiting';

interface Figures {
  readonly shipments: number;
  readonly fences: number;
  readonly commands: number;
  readonly trials: number;
  readonly reports: number;
  /** For all processors to get to the head afterwards. */
  readonly restMs: number;
}
type ExtremeTrial = Trial<Figures, null>;

const AT_A_TIME = 6;
const BATCH = 50;
const JSON_TYPE = { 'content-type': 'application/json' };
const BATCH_TYPE = { 'content-type': 'application/cloudevents-batch+json' };
/** Rules are tried on few shipments at once: a caller that asks for more is told to wait. */
const ALONE = 1;
/** A command may come too late, or for what is not there; what is extreme alone is no reason to refuse it. */
const isAnswered = (status: number): boolean => status < 300 || status === 404 || status === 409;

/** Nothing that the API accepts stops a processor. */
test<Figures, null>({
  name: 'extremes',
  promise: 'what is accepted, however extreme, leaves every processor at the head and nothing set aside',
  ci: { shipments: 200, fences: 30, commands: 300, trials: 10, reports: 1_460, restMs: 300_000 },
  full: { shipments: 2_500, fences: 250, commands: 4_000, trials: 250, reports: 13_000, restMs: 900_000 },
  begin: null,
  planned: ({ shipments, fences, commands, trials, reports }) => ({ 'extreme case': shipments + fences + commands + trials + reports }),
  async run(trial): Promise<Verdict> {
    const waybill = await startWaybill();
    trial.later(() => waybill.stop());
    trial.say(`seed ${trial.seed}`);
    const refused: string[] = [];
    for (const [most, requests] of waves(trial)) {
      await atATime(most, requests, async (request) => {
        const { status, text, faults } = await exchange(waybill.url, waybill.operatorKey, request);
        if (!isAnswered(status) || JSON.parse(text).rejected > 0 || faults.length > 0)
          refused.push(`${request.method} ${request.path}: ${status} ${faults.join('; ')} ${text.slice(0, 500)}`);
      });
    }
    const began = performance.now();
    const stuck = await aftermath(waybill.url, waybill.operatorKey, trial.figures.restMs);
    const { shipments, reports } = trial.figures;
    const measured = [`at the head ${seconds(performance.now() - began)} after the last answer`];
    return { events: shipments + reports, violations: [...stuck, ...refused], measured };
  },
});

/** Shipments and fences first, then what happens to them, all at once. */
function waves(trial: ExtremeTrial): (readonly [atATime: number, requests: Request[]])[] {
  const { shipments, fences, commands, trials, reports } = trial.figures;
  const ids = Array.from({ length: shipments }, (_, n) => `X-${n}`);
  const some = ids.slice(0, 20);
  const post = (path: string, body: object, headers = JSON_TYPE): Request => ({
    method: 'POST',
    path,
    headers,
    body: JSON.stringify(body),
  });
  const make = <T>(count: number, purpose: string, one: (extremes: Extremes, n: number) => T): T[] =>
    Array.from({ length: count }, (_, n) => {
      trial.fault('extreme case');
      return one(new Extremes(trial.chance(purpose, n)), n);
    });
  const told = make(reports, 'report', (extremes, n) => extremes.report(String(n), n % 2 ? some : ids));
  const batches = Array.from({ length: Math.ceil(reports / BATCH) }, (_, n) =>
    post('/v1/events', told.slice(n * BATCH, (n + 1) * BATCH), BATCH_TYPE),
  );
  const ordered = make(commands, 'command', (extremes, n) => {
    const shipmentId = ids[n % shipments] as string;
    const [method, command, body] = extremes.command(shipmentId);
    return { ...post(`/v1/shipments/${shipmentId}/${command}`, body), method };
  });
  return [
    [AT_A_TIME, make(shipments, 'registration', (extremes, n) => post('/v1/shipments', extremes.registration(ids[n] as string)))],
    [AT_A_TIME, make(fences, 'fence', (extremes) => post('/v1/geofences', extremes.fence(ids)))],
    [AT_A_TIME, trial.chance('order').shuffled([...batches, ...ordered])],
    [ALONE, make(trials, 'trial', (extremes) => post('/v1/rules/what-if', extremes.trial(some)))],
  ];
}
