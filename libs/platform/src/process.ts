import type { Logger } from './logger';

/** Closes one part of a process; called once, in the order of the list. */
export type ShutdownHandler = () => unknown | Promise<unknown>;

export type ShutdownOptions = {
  /** All handlers together get this long. Default 8 s. */
  readonly deadlineMs?: number;
  readonly onProblem?: (problem: string, error?: unknown) => void;
  /** The process to watch; another one in specs. */
  readonly of?: ProcessToWatch;
};

/** The part of Node's `process` that is used here. */
export type ProcessToWatch = {
  on(event: string, listener: () => void): unknown;
  exit(code: number): void;
  readonly connected?: boolean;
};

async function runInOrder(handlers: readonly ShutdownHandler[], complain: (problem: string, error?: unknown) => void): Promise<boolean> {
  let clean = true;
  for (const handler of handlers) {
    try {
      await handler();
    } catch (error) {
      clean = false;
      complain('A part did not close cleanly', error);
    }
  }
  return clean;
}

/**
 * Ends this process in good order on SIGTERM, SIGINT, or when the parent that started it is gone (its IPC channel closes, which
 * happens also when the parent is killed with -9): runs the handlers one after the other, then exits 0; 1 when one failed or the
 * deadline passed. Further signals change nothing. Answers a function that starts the same shutdown.
 */
export function onShutdown(handlers: readonly ShutdownHandler[], options: ShutdownOptions = {}): () => Promise<void> {
  const { deadlineMs = 8_000, onProblem = () => {}, of: watched = process } = options;
  let ending: Promise<void> | undefined;
  const end = async () => {
    const timer = setTimeout(() => {
      onProblem(`Not closed after ${deadlineMs} ms; ending anyway`);
      watched.exit(1);
    }, deadlineMs);
    const clean = await runInOrder(handlers, onProblem);
    clearTimeout(timer);
    watched.exit(clean ? 0 : 1);
  };
  const stop = () => {
    ending ??= end();
    return ending;
  };
  for (const event of ['SIGTERM', 'SIGINT', 'disconnect']) watched.on(event, () => void stop());
  // The parent may have died before this line; a process without a parent's channel has undefined here.
  if (watched.connected === false) void stop();
  return stop;
}

/** Tells the process that started this one, when there is such, that it is up; for example where it listens. */
export function readyToParent(details: Readonly<Record<string, unknown>> = {}): void {
  process.send?.({ event: 'ready', ...details });
}

/**
 * Ends this process when something throws outside of every promise, as libraries may do in a callback: what it left half done is unknown.
 * What was acknowledged is in the log; the supervisor, or the container's restart rule, starts the process again.
 */
export function endOnUncaught(logger: Logger): void {
  process.on('uncaughtException', (err) => {
    logger.fatal({ err }, 'Something failed outside of all handling; the process ends, to be started again');
    process.exit(1);
  });
}
