import { type Plan, supervise } from '../../../apps/standalone/src/supervisor';

/** A process that the product's own supervisor keeps running. */
export interface KeptRunning {
  readonly pid: number;
  /** How often it ended without being asked. */
  readonly deaths: number;
  /** Its last words. */
  readonly output: readonly string[];
  /** True while it has said that it is up. */
  readonly isUp: boolean;
  stop(): Promise<void>;
}

const KEPT_LINES = 50;
const GRACE_MS = 6_000;

/** Starts it and waits until it is up. */
export async function keepRunning(plan: Plan): Promise<KeptRunning> {
  const state = { pid: 0, deaths: 0, isUp: false };
  const output: string[] = [];
  const child = supervise(plan, {
    onLine: (line) => void (output.push(line) > KEPT_LINES && output.shift()),
    onStarted: (pid) => {
      state.pid = pid;
    },
    onReady: ({ pid }) => {
      state.isUp = true;
      // The guard of Postgres tells the server's own.
      if (typeof pid === 'number') state.pid = pid;
    },
    onDeath: () => {
      state.isUp = false;
      state.deaths += 1;
    },
    lastLines: () => output.slice(-5),
  });
  await child.firstReady;
  return {
    get pid() {
      return state.pid;
    },
    get deaths() {
      return state.deaths;
    },
    get isUp() {
      return state.isUp;
    },
    output,
    stop: () => child.stop(GRACE_MS),
  };
}
