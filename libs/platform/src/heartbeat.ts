import inspector from 'node:inspector';

/** What a process tells the one that started it, once a second. */
export type Heartbeat = {
  readonly event: 'heartbeat';
  /** For how many seconds some part of it has given no sign of life. */
  readonly silentSeconds: number;
  /** A debugger may hold it at any time: silence then means nothing. */
  readonly isDebugged: boolean;
};

export const isHeartbeat = (message: unknown): message is Heartbeat =>
  typeof message === 'object' && message !== null && 'event' in message && message.event === 'heartbeat';

/** After so long without a sign of life a process, or a part of it, counts as hung. */
export const HUNG_AFTER_SECONDS = 30;
export const HEARTBEAT_MS = 1_000;

/**
 * Tells the process that started this one, when there is such, that the event loop turns, from now on. Seconds are counted and not measured,
 * here and there: while a process, or the whole machine, is frozen none of them passes.
 */
export function heartbeatToParent(silentSeconds: () => number = () => 0): void {
  if (!process.send) return;
  const beat = (): void => {
    if (!process.connected) clearInterval(timer);
    const heartbeat: Heartbeat = { event: 'heartbeat', silentSeconds: silentSeconds(), isDebugged: inspector.url() !== undefined };
    // The parent may be gone at any moment; that is noticed elsewhere.
    if (process.connected) process.send?.(heartbeat, undefined, undefined, () => {});
  };
  const timer = setInterval(beat, HEARTBEAT_MS).unref();
  beat();
}
