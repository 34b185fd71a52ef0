import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** A finished job, with the CPU time of the worker's own process while it ran. */
export interface Finished<Output> {
  readonly output: Output;
  readonly cpuMicros: number;
}
type Reply<Output> = Finished<Output> | { readonly error: string };

/** A child process of the bench that does one kind of job, again and again, so that its code stays warm. */
export interface Worker<Job, Output> {
  readonly pid: number;
  run(job: Job): Promise<Finished<Output>>;
  stop(): Promise<void>;
}

/** Called by a worker's script: one job after the other, each answered over the channel. */
export function serveJobs<Job, Output>(work: (job: Job) => Promise<Output>): void {
  process.on('disconnect', () => process.exit(0));
  process.on('message', async (job: Job) => {
    const before = process.cpuUsage();
    const reply: Reply<Output> = await work(job).then(
      (output) => ({ output, cpuMicros: cpuSince(before) }),
      (error: Error) => ({ error: error.stack ?? String(error) }),
    );
    process.send?.(reply);
  });
}

function cpuSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

export function startWorker<Job, Output>(name: string): Worker<Job, Output> {
  const child = fork(path.join(__dirname, '..', 'workers', `${name}.js`), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const exited = once(child, 'exit');
  return {
    pid: child.pid as number,
    async run(job) {
      const answered = once(child, 'message');
      child.send(job as object);
      const broken = exited.then(([code]) => ({ error: `the worker ${name} ended with ${code}` }));
      const reply = await Promise.race([answered.then(([message]) => message as Reply<Output>), broken]);
      if ('error' in reply) throw new Error(reply.error);
      return reply;
    },
    async stop() {
      child.disconnect();
      await exited;
    },
  };
}
