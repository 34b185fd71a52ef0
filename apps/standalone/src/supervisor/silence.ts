import { HEARTBEAT_MS, type Heartbeat, HUNG_AFTER_SECONDS } from '@waybill/platform';

/**
 * Counts the seconds in which a child has given no sign of life, from its first heartbeat on. Each counts only when this process runs: after
 * it, or the whole machine, was frozen the child has its time to be heard again.
 */
export class Silence {
  private seconds: number | undefined;
  private isDebugged = false;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly onHung: () => void,
    tickMs = HEARTBEAT_MS,
  ) {
    this.timer = setInterval(() => this.tick(), tickMs).unref();
  }

  hear({ silentSeconds, isDebugged }: Heartbeat): void {
    this.seconds = silentSeconds;
    this.isDebugged = isDebugged;
  }

  end(): void {
    clearInterval(this.timer);
  }

  private tick(): void {
    if (this.seconds === undefined || this.isDebugged) return;
    this.seconds += 1;
    if (this.seconds <= HUNG_AFTER_SECONDS) return;
    this.end();
    this.onHung();
  }
}
