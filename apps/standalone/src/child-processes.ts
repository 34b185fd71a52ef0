import { HUNG_AFTER_SECONDS, systemClock } from '@waybill/platform';
import { CHILDREN, type ChildName, RESERVED_MS } from './children';
import { childLog, type Plan, type ReadyMessage, type Supervised, supervise } from './supervisor';

export type ChildProcessesOptions = {
  readonly logs: string;
  readonly say: (line: string) => void;
  /** A process was started; for those who look for it later. */
  readonly onStarted: (name: string, pid: number) => void;
  /** The set of running processes changed. */
  readonly onChange: () => void;
};

const STOP_WITHIN_MS = 7_400;

/** The child processes of one standalone: their process ids, their logs, and their end in the right order. */
export class ChildProcesses {
  /** By name; `postgres` is the server itself, `postgresGuard` the process that runs it. */
  readonly pids: Record<string, number> = {};
  private readonly members = new Map<ChildName, Supervised>();
  private readonly closers: (() => void)[] = [];
  private closed = false;

  constructor(private readonly options: ChildProcessesOptions) {}

  /** Starts a child and keeps it running. Answers when it says that it is up. */
  start(name: ChildName, plan: Plan): Promise<ReadyMessage> {
    // A stop that came while something was being prepared: nothing may be started behind its back.
    if (this.closed) return new Promise(() => {});
    const { logs, say, onStarted, onChange } = this.options;
    const log = childLog(plan.name, logs, say);
    const guarded = name === 'postgres';
    this.closers.push(log.close);
    const member = supervise(plan, {
      onLine: log.line,
      lastLines: log.lastLines,
      onHung: () => say(`${plan.name} has given no sign of life for ${HUNG_AFTER_SECONDS} s; ending it`),
      onDeath: (how, delayMs) => say(`${plan.name} ended (${how}); starting it again${delayMs > 0 ? ` in ${delayMs} ms` : ''}`),
      onStarted: (pid) => {
        this.pids[guarded ? 'postgresGuard' : name] = pid;
        onStarted(name, pid);
        onChange();
      },
      onReady: (message) => {
        if (guarded) this.pids.postgres = Number(message.pid);
        onChange();
      },
    });
    this.members.set(name, member);
    return member.firstReady;
  }

  /** Ends all, in order, within 8 s; what is too slow is killed. */
  async stop(): Promise<void> {
    this.closed = true;
    for (const member of this.members.values()) member.retire();
    const deadline = systemClock.monotonic() + STOP_WITHIN_MS;
    for (const [index, name] of CHILDREN.entries()) {
      const reserved = CHILDREN.slice(index + 1).reduce((sum, later) => sum + RESERVED_MS[later], 0);
      await this.members.get(name)?.stop(deadline - systemClock.monotonic() - reserved);
    }
    for (const close of this.closers.splice(0)) close();
  }
}
