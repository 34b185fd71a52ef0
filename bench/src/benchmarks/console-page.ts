import type { CDPSession, Page } from 'playwright-core';
import { until } from '../../../apps/standalone/src/waiting';
import type { Benchmark, BenchmarkContext, Figure, Figures } from '../findings';
import { cpuBetween, cpuTimes } from '../measure/cpu';
import { startBrowser } from '../processes/browser';
import { registerShipments } from '../processes/commands';
import type { Stack } from '../processes/stack';
import { change, type Sent } from '../workload/changes';
import { withStack } from './support';

const SHIPMENTS = 10_000;
const CHANGES_PER_SECOND = 2_000;
const AREA = { south: 44, west: 0, degrees: 12 };
const SETTLED_MS = 2_000;
const MEASURED_MS = 20_000;
const MOST_UNTIL_POINTS_MS = 2_000;
const MOST_TASK_MS = 100;
/** Shown to the whole page, where nothing of the fleet is drawn in clusters: every point is one. */
const CLOSE = '?map=49.5,6,8.2';

/** What the page tells of itself: tasks of its main thread of more than 50 ms, and messages of the live stream. */
interface Watched {
  readonly tasks: { readonly start: number; readonly ms: number }[];
  messages: number;
  resyncs: number;
}

/** Runs in the page before its own scripts. */
const WATCH = `
  const watched = (window.watched = { tasks: [], messages: 0, resyncs: 0 });
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) watched.tasks.push({ start: startTime, ms: duration });
  }).observe({ type: 'longtask', buffered: true });
  const add = EventSource.prototype.addEventListener;
  EventSource.prototype.addEventListener = function (type, handler, options) {
    add.call(this, type, (message) => { watched[type === 'resync' ? 'resyncs' : 'messages'] += 1; handler(message); }, options);
  };`;

/** Milliseconds that the page's main thread has been busy so far, and of those in scripts. */
async function busy(session: CDPSession): Promise<{ readonly all: number; readonly script: number }> {
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (name: string) => 1_000 * (metrics.find((metric) => metric.name === name)?.value ?? 0);
  return { all: of('TaskDuration'), script: of('ScriptDuration') };
}

/** Until every shipment has a place on the map. */
async function untilAllAreKnown(stack: Stack): Promise<void> {
  const headers = { authorization: `Bearer ${stack.target.key}` };
  const count = async () => {
    const answer = await fetch(`${stack.url}/v1/map`, { headers });
    return ((await answer.json()) as { readonly points?: readonly unknown[] }).points?.length;
  };
  if (!(await until(async () => (await count()) === SHIPMENTS, 120_000, 1_000))) throw new Error('not all shipments are on the map');
}

async function signedIn(page: Page, stack: Stack): Promise<void> {
  await page.goto(stack.url);
  await page.getByLabel('API key').fill(stack.target.key ?? '');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation').waitFor();
}

/** Opens the fleet and follows it while it changes. */
async function followed(page: Page, stack: Stack, sent: Sent, where: string, ms: number) {
  const start = performance.now();
  await page.goto(`${stack.url}/${where}`);
  await page.locator(`[data-points="${SHIPMENTS}"]`).waitFor({ timeout: 60_000 });
  const points = performance.now() - start;
  await page.waitForTimeout(SETTLED_MS);
  const settledAt = await page.evaluate(() => performance.now());
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const pids = { api: stack.pids.api, browser: process.pid };
  const [before, cpu] = [await busy(session), cpuTimes(pids)];
  const watched = async () => (await page.evaluate('window.watched')) as Watched;
  const [told, taken] = [await watched(), { ...sent }];
  await page.waitForTimeout(ms);
  const [after, used, { tasks, messages, resyncs }] = [await busy(session), cpuBetween(cpu, cpuTimes(pids)), await watched()];
  const perSecond = (count: number) => (1_000 * count) / ms;
  const long = tasks.filter(({ start: at }) => at > settledAt).map((task) => task.ms);
  const share = (part: number) => (100 * part) / ms;
  return {
    points,
    accepted: perSecond(sent.accepted - taken.accepted),
    refused: sent.refused - taken.refused,
    perSecond: perSecond(messages - told.messages),
    resyncs: resyncs - told.resyncs,
    longest: Math.max(0, ...long),
    tooLong: long.filter((task) => task > MOST_TASK_MS).length,
    main: share(after.all - before.all),
    script: share(after.script - before.script),
    api: share(used.api ?? 0),
    browser: share(used.browser ?? 0),
  };
}

function rowsOf(what: string, found: Awaited<ReturnType<typeof followed>>): Figure[] {
  return [
    { what: `${what}: points are there after`, value: found.points, unit: 'ms', below: MOST_UNTIL_POINTS_MS },
    { what: `${what}: longest task of the page after two seconds`, value: found.longest, unit: 'ms', below: MOST_TASK_MS },
    { what: `${what}: tasks of more than ${MOST_TASK_MS} ms`, value: found.tooLong, unit: '' },
    { what: `${what}: reports that the API took in`, value: found.accepted, unit: '/s' },
    { what: `${what}: batches of reports that it refused`, value: found.refused, unit: '' },
    { what: `${what}: messages taken`, value: found.perSecond, unit: '/s' },
    { what: `${what}: times that the page was told to read anew`, value: found.resyncs, unit: '' },
    { what: `${what}: main thread busy`, value: found.main, unit: '%' },
    { what: `${what}: main thread in scripts`, value: found.script, unit: '%' },
    { what: `${what}: all of the browser, of one core`, value: found.browser, unit: '%' },
    { what: `${what}: the API, of one core`, value: found.api, unit: '%' },
  ];
}

async function measure({ say, scale }: BenchmarkContext, stack: Stack): Promise<Figures[]> {
  stack.startProjector();
  const ids = (await registerShipments(stack, 's', SHIPMENTS)).map(({ shipmentId }) => shipmentId);
  const ended = new AbortController();
  const sent: Sent = { accepted: 0, refused: 0 };
  const changing = change(stack, ids, { perSecond: CHANGES_PER_SECOND, area: AREA, ended: ended.signal }, sent);
  const browser = await startBrowser();
  try {
    await untilAllAreKnown(stack);
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.addInitScript(WATCH);
    await signedIn(page, stack);
    const rows: Figure[] = [];
    for (const [what, where] of [
      ['The whole fleet', ''],
      ['Close by', CLOSE],
    ] as const) {
      const found = await followed(page, stack, sent, where, MEASURED_MS * scale);
      say(
        `${what}: ${Math.round(found.points)} ms, longest task ${Math.round(found.longest)} ms, ${Math.round(found.perSecond)} messages/s`,
      );
      rows.push(...rowsOf(what, found));
    }
    return [{ kind: 'figures', benchmark: 'console-page', title: TITLE, rows, remarks: REMARKS }];
  } finally {
    ended.abort();
    await browser.close();
    await changing;
  }
}

const TITLE = `The console's map: ${SHIPMENTS} shipments, ${CHANGES_PER_SECOND} changes a second`;
const REMARKS = [
  'Drawn by SwiftShader, on the cores that also run Waybill: its work is in the browser beyond the main thread, and a graphics card takes it away. Tasks of the main thread stay what they are.',
];

/** What a browser has to do to follow a large fleet. */
export const consolePage: Benchmark = {
  name: 'console',
  title: TITLE,
  run: (context) => withStack(context, (stack) => measure(context, stack)),
};
