import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock, type Terminal } from '@waybill/platform';
import { ask, Unreachable } from './operator';
import { progressLine } from './progress';
import { Refusal } from './refusal';

/** A build of a processor, as the API shows it. */
export interface Build {
  readonly processor: string;
  readonly version: number;
  readonly state: string;
  readonly note: string | null;
  readonly schema: string | null;
  readonly position: string | null;
  readonly untilPosition: string | null;
  readonly head: string | null;
  readonly handledEvents: number;
  readonly comparison: Comparison | null;
}

interface Comparison {
  readonly equal: boolean;
  readonly rows: number;
  readonly differing: number;
  readonly differences: readonly { table: string; key: string; onlyLive: readonly string[]; onlyRebuilt: readonly string[] }[];
  readonly live: string;
  readonly rebuilt: string;
  /** Tables that could not be compared. */
  readonly skipped: readonly string[];
}

const LOOK_MS = 500;
/** An API that restarts is waited for. */
const SILENCE_MS = 60_000;

const UNDER_WAY = ['requested', 'building', 'comparing', 'switching'];
const WORDS: Readonly<Record<string, string>> = {
  requested: 'Waiting for a projector',
  comparing: 'Comparing',
  switching: 'Switching',
};

export const routeOf = ({ processor, version }: Build): string => `/v1/processors/${processor}/builds/${version}`;
const count = (value: number): string => value.toLocaleString('en');

/** How far it is, in one line: positions of the log tell the share, events the rate. */
export function buildLine(build: Build, elapsedMs: number): string {
  const what = `${build.processor} v${build.version}`;
  if (build.state !== 'building') return `${what}: ${WORDS[build.state] ?? build.state} …`;
  const [position, head] = [Number(build.position ?? 0), Number(build.head ?? 0)];
  const share = head > 0 ? Math.min(1, position / head) : 0;
  const total = share > 0 ? build.handledEvents / share : Number.POSITIVE_INFINITY;
  return progressLine(
    what,
    { done: build.handledEvents, total: Math.max(total, 1) },
    elapsedMs,
    (value) => `${count(Math.round(value))} events`,
  );
}

/** What a comparison found, for people. */
export function comparisonLines({ equal, rows, differing, differences, live, rebuilt, skipped }: Comparison): string[] {
  if (equal) return [`Equal: ${count(rows)} rows, digest ${live}.`];
  const named = differences.flatMap(({ table, key, onlyLive, onlyRebuilt }) => [
    `${table} ${key}`,
    ...onlyLive.map((row) => `  only live:    ${row}`),
    ...onlyRebuilt.map((row) => `  only rebuilt: ${row}`),
  ]);
  const more = differing > differences.length ? [`… and ${count(differing - differences.length)} more keys`] : [];
  const missing = skipped.map((table) => `${table}: not compared, it is missing or has other columns on one side`);
  return [`${count(differing)} keys differ (digest ${live} live, ${rebuilt} rebuilt):`, ...named, ...more, ...missing];
}

/** Cancels the build at Ctrl-C, and then ends. Answers a function that lets go of that. */
function cancelAtInterrupt(build: Build, terminal: Terminal): () => void {
  const cancel = (): void => {
    terminal.say(`Cancelling build ${build.version} of ${build.processor}; reads go on from the live one.`);
    ask('DELETE', routeOf(build)).then(
      () => process.exit(130),
      (error: Error) => {
        terminal.say(error.message);
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, cancel);
  return () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, cancel);
  };
}

async function followToEnd(first: Build, terminal: Terminal): Promise<Build> {
  let [build, beganAt, heardAt] = [first, systemClock.monotonic(), systemClock.monotonic()];
  while (UNDER_WAY.includes(build.state)) {
    if (build.state === 'requested') beganAt = systemClock.monotonic();
    terminal.status(buildLine(build, systemClock.monotonic() - beganAt));
    await sleep(LOOK_MS);
    try {
      build = await ask<Build>('GET', routeOf(first));
      heardAt = systemClock.monotonic();
    } catch (error) {
      if (!(error instanceof Unreachable) || systemClock.monotonic() - heardAt > SILENCE_MS) throw error;
    }
  }
  const seconds = (systemClock.monotonic() - beganAt) / 1_000;
  const rate = Math.round(build.handledEvents / Math.max(seconds, 0.001));
  terminal.say(
    `${build.processor} v${build.version}: ${count(build.handledEvents)} events in ${seconds.toFixed(1)} s, ${count(rate)} events/s`,
  );
  return build;
}

/** Requests a build and follows it to its end, with a line that shows how far it is. @throws Refusal when nothing came of it */
export async function runBuild(processor: string, request: object, terminal: Terminal): Promise<Build> {
  const requested = await ask<Build>('POST', `/v1/processors/${encodeURIComponent(processor)}/replay`, request);
  const letGo = cancelAtInterrupt(requested, terminal);
  const build = await followToEnd(requested, terminal).finally(letGo);
  if (build.state === 'failed' || build.state === 'cancelled') {
    throw new Refusal(`${processor} v${build.version} was ${build.state === 'failed' ? 'not built' : 'cancelled'}: ${build.note}`);
  }
  return build;
}
