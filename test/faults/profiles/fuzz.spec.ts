import fs from 'node:fs';
import { type RunningWaybill, startWaybill } from '../../support/waybill';
import { aftermath } from '../fuzz/aftermath';
import { atATime, exchange, type Reply, type Request } from '../fuzz/exchange';
import { Known, Requests } from '../fuzz/requests';
import { routesOf } from '../fuzz/routes';
import { test, type Verdict } from '../harness/profile';
import type { Trial } from '../harness/trial';
import { quantile, seconds } from '../harness/waiting';

interface Figures {
  readonly requests: number;
  /** For one answer. A busy machine that runs tests side by side may take longer than what is promised. */
  readonly answerMs: number;
  /** For all processors to get to the head afterwards. */
  readonly restMs: number;
  /** What a process may have grown by since a quarter of the requests were answered, in MB. */
  readonly growthMb: number;
}

const AT_A_TIME = 4;
const PARTS = ['api', 'projector'] as const;
const GIVE_NAMES = ['shipmentId', 'geofenceId', 'exceptionId', 'eventId', 'token', 'keyId', 'linkId'] as const;

/** Whatever is asked of it, the product answers in time, and goes on. */
test<Figures, null>({
  name: 'fuzz',
  promise: 'requests that are wrong somewhere are answered in time and as it is documented, never by 5xx but 503, and stop nothing',
  ci: { requests: 3_000, answerMs: 20_000, restMs: 120_000, growthMb: 400 },
  full: { requests: 100_000, answerMs: 5_000, restMs: 900_000, growthMb: 300 },
  begin: null,
  planned: ({ requests }) => ({ 'mutated request': requests }),
  async run(trial): Promise<Verdict> {
    const waybill = await startWaybill();
    trial.later(() => waybill.stop());
    trial.say(`seed ${trial.seed}`);
    const { violations, answers, memory } = await ask(trial, waybill);
    const { restMs, growthMb } = trial.figures;
    const stuck = await aftermath(waybill.url, waybill.operatorKey, restMs);
    const grown = PARTS.map((part, i) => ({ part, by: (residentMb(waybill, part) ?? 0) - (memory[i] ?? 0) }));
    const tooMuch = grown.filter(({ by }) => by > growthMb).map(({ part, by }) => `${part} grew by ${by} MB`);
    const times = answers.map(({ milliseconds }) => milliseconds);
    const measured = [
      `answers p50 ${quantile(times, 0.5).toFixed(0)} ms, p99 ${quantile(times, 0.99).toFixed(0)} ms, most ${seconds(Math.max(...times))}`,
      `${answers.filter(({ status }) => status < 300).length} accepted`,
      ...grown.map(({ part, by }) => `${part} ${by < 0 ? '' : '+'}${by} MB`),
    ];
    return { events: answers.length, violations: [...violations, ...tooMuch, ...stuck], measured };
  },
});

/** Memory that a part has resident now. */
function residentMb(waybill: RunningWaybill, part: (typeof PARTS)[number]): number | undefined {
  const file = `/proc/${waybill.pids()[part]}/status`;
  const kilobytes = fs.existsSync(file) ? /^VmRSS:\s+(\d+) kB$/m.exec(fs.readFileSync(file, 'utf8'))?.[1] : undefined;
  return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1_000);
}

interface Asked {
  readonly violations: readonly string[];
  readonly answers: readonly { readonly status: number; readonly milliseconds: number }[];
  /** Of each part, when a quarter was asked. */
  readonly memory: readonly (number | undefined)[];
}

async function ask(trial: Trial<Figures, null>, waybill: RunningWaybill): Promise<Asked> {
  const send = (request: Request) => exchange(waybill.url, waybill.operatorKey, request);
  const known = new Known();
  const requests = new Requests(routesOf(JSON.parse((await send({ method: 'GET', path: '/openapi.json' })).text)), known);
  const violations: string[] = [];
  const answers: { status: number; milliseconds: number }[] = [];
  let memory: (number | undefined)[] = [];
  const numbers = Array.from({ length: trial.figures.requests }, (_, n) => n);
  await atATime(AT_A_TIME, numbers, async (n) => {
    if (n === Math.floor(numbers.length / 4)) memory = PARTS.map((part) => residentMb(waybill, part));
    const request = requests.next(trial.chance('request', n));
    const reply = await send(request).catch((error: Error) => error);
    trial.fault('mutated request');
    if (reply instanceof Error) return void violations.push(`${n} ${line(request)}: ${reply.message}`);
    answers.push({ status: reply.status, milliseconds: reply.milliseconds });
    const fault = faultOf(reply, trial.figures.answerMs);
    if (fault) violations.push(`${n} ${line(request)}: ${fault}`);
    learn(known, reply);
    if ((n + 1) % 10_000 === 0) trial.say(`${n + 1} requests, ${violations.length} violations, ${trial.minutes.toFixed(1)} min`);
  });
  return { violations, answers, memory };
}

const line = ({ method, path, body }: Request): string => `${method} ${path.slice(0, 200)} ${String(body ?? '').slice(0, 300)}`;

function faultOf({ status, text, milliseconds, retryAfter, faults }: Reply, limitMs: number): string | undefined {
  if (status >= 500 && !(status === 503 && retryAfter !== undefined)) return `${status} ${text.slice(0, 300)}`;
  if (faults.length > 0) return `${status} ${faults.join('; ')}`;
  return milliseconds > limitMs ? `answered after ${seconds(milliseconds)}` : undefined;
}

/** Notes the names that an answer gives, so that later requests are about what there is. */
function learn(known: Known, { status, text }: Reply): void {
  if (status >= 300 || text.length > 1_000_000 || !text.startsWith('{')) return;
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, one] of Object.entries(value)) {
      if ((GIVE_NAMES as readonly string[]).includes(name)) known.add(name, one);
      if (name === 'trackingToken') known.add('token', one);
      if (name === 'eventid') known.add('eventId', one);
      if (name === 'nextCursor') known.add('cursor', one);
      visit(one);
    }
  };
  const answer = JSON.parse(text) as { id?: unknown; key?: unknown };
  visit(answer);
  if ('id' in answer) known.add('key' in answer ? 'keyId' : 'geofenceId', answer.id);
}
