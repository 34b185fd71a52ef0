import { systemClock, UNUSABLE_SETTING_EXIT } from '@waybill/platform';
import { StartProblem } from '../problem';
import { wait } from '../waiting';
import { type Child, type Command, launch, type ReadyMessage } from './child';
import { Silence } from './silence';

export type Plan = {
  /** For people: api, projector, event node, Postgres. */
  readonly name: string;
  readonly command: Command;
  /** Makes way before each start. */
  readonly prepare?: () => Promise<void>;
};

/** What the outside hears about a child. */
export type Watcher = {
  onLine(line: string, stream: 'out' | 'err'): void;
  onStarted(pid: number): void;
  onReady(message: ReadyMessage): void;
  /** It has given no sign of life for too long, and is ended. */
  onHung?(): void;
  /** It ended without being asked; `delayMs` until it is started again. */
  onDeath(how: string, delayMs: number): void;
  /** The last lines that explain a death. */
  lastLines(): readonly string[];
};

export type Supervised = {
  readonly name: string;
  /** The first time that the child says it is up. Rejects (StartProblem) when it will not come up. */
  readonly firstReady: Promise<ReadyMessage>;
  /** From now on it is not started again. */
  retire(): void;
  /** Ends it in order within this time, else by force. */
  stop(graceMs: number): Promise<void>;
};

/** Waits before the starts that follow a death: at once, then slower, always under 5 s. */
const DELAYS_MS = [0, 250, 500, 1_000, 2_000, 4_000];
/** A child that lived this long starts again at the front of the list. */
const SETTLED_MS = 10_000;
/** Deaths within 10 s of their start, before the child was ever up, that are enough to give up. */
const HOPELESS = 5;

/** Keeps a child process running until it is stopped: it is started again when it has ended, and ended when it hangs. */
export function supervise(plan: Plan, watcher: Watcher, heartbeatMs?: number): Supervised {
  const retired = new AbortController();
  const ready = firstTime();
  let isUp = false;
  let child: Child | undefined;
  // The caller that awaits it sees the failure; a stop before that must not become an unhandled rejection.
  ready.promise.catch(() => {});

  const begin = async (): Promise<string> => {
    await plan.prepare?.();
    if (retired.signal.aborted) return 'stopped';
    const silence = new Silence(() => {
      watcher.onHung?.();
      child?.kill();
    }, heartbeatMs);
    child = launch(plan.command, {
      onLine: watcher.onLine,
      onHeartbeat: (heartbeat) => silence.hear(heartbeat),
      onReady: (message) => {
        isUp = true;
        ready.resolve(message);
        watcher.onReady(message);
      },
    });
    if (child.pid) watcher.onStarted(child.pid);
    return child.ended.finally(() => silence.end());
  };

  const keepRunning = async () => {
    let deaths = 0;
    while (!retired.signal.aborted) {
      const startedAt = systemClock.monotonic();
      const how = await begin();
      if (retired.signal.aborted) return;
      deaths = systemClock.monotonic() - startedAt > SETTLED_MS ? 1 : deaths + 1;
      if (!isUp && how === `exit code ${UNUSABLE_SETTING_EXIT}`)
        throw new StartProblem(unusable(plan.name, watcher.lastLines()), UNUSABLE_SETTING_EXIT);
      if (!isUp && deaths >= HOPELESS) throw new StartProblem(hopeless(plan.name, how, watcher.lastLines()));
      const delay = DELAYS_MS[Math.min(deaths, DELAYS_MS.length) - 1] ?? 0;
      watcher.onDeath(how, delay);
      await wait(delay, undefined, { signal: retired.signal }).catch(() => {});
    }
  };
  const running = keepRunning().catch((error) => ready.reject(error));

  return {
    name: plan.name,
    firstReady: ready.promise,
    retire: () => retired.abort(),
    async stop(graceMs) {
      retired.abort();
      child?.signal('SIGTERM');
      const force = setTimeout(() => child?.kill(), Math.max(0, graceMs));
      await running;
      clearTimeout(force);
    },
  };
}

/** A promise that is settled from outside. Promise.withResolvers needs Node 22. */
function firstTime() {
  let resolve: (message: ReadyMessage) => void = () => {};
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<ReadyMessage>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

/** Starting it again would end the same way: it says so itself. */
function unusable(name: string, lines: readonly string[]): string {
  return [`The ${name} cannot start:`, ...lines.map((line) => `  ${line}`)].join('\n');
}

function hopeless(name: string, how: string, lines: readonly string[]): string {
  const reason = lines.length > 0 ? `:\n${lines.map((line) => `  ${line}`).join('\n')}` : '.';
  return `The ${name} ended ${HOPELESS} times before it was up (last: ${how})${reason}`;
}
