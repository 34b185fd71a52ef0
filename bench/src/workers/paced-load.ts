import { serveJobs } from '../processes/worker';
import { Connection } from '../workload/connection';
import { detailRequest, type PreparedRequest, requestsOf, type Target } from '../workload/requests';

/** Single reports at a fixed rate, some of them followed until a query shows them. */
export interface PacedJob {
  readonly target: Target;
  readonly subjects: readonly string[];
  readonly run: string;
  readonly perSecond: number;
  readonly forMs: number;
  readonly connections: number;
  /** Reports per second that are followed, and connections that the queries for them use. */
  readonly probesPerSecond: number;
  readonly probeConnections: number;
}

export interface PacedResult {
  readonly sent: number;
  readonly ms: number;
  /** Milliseconds from the moment a report was due to its 202. */
  readonly acknowledged: readonly number[];
  /** Milliseconds from the moment a report was due until a query for the shipment showed it. */
  readonly visible: readonly number[];
}

/** Connections that are free, and those who wait for one. By turns, since a server ends connections that are idle for some seconds. */
class Pool {
  private readonly free: Connection[];
  private readonly waiting: ((connection: Connection) => void)[] = [];

  constructor(readonly all: readonly Connection[]) {
    this.free = [...all];
  }

  async use<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = this.free.shift() ?? (await new Promise<Connection>((resolve) => this.waiting.push(resolve)));
    try {
      return await work(connection);
    } finally {
      const next = this.waiting.shift();
      if (next) next(connection);
      else this.free.push(connection);
    }
  }
}

const openPool = async ({ host, port }: Target, size: number) =>
  new Pool(await Promise.all(Array.from({ length: size }, () => Connection.open(host, port))));

/** The query must show this report or a later one of the same shipment. */
function checkShown(body: string, { time = '' }: PreparedRequest): void {
  const live = (JSON.parse(body) as { liveLocation: { time: string } | null }).liveLocation;
  if (live === null || live.time < time) throw new Error(`the report of ${time} is not in the query's answer: ${body.slice(0, 500)}`);
}

async function follow(pool: Pool, target: Target, request: PreparedRequest, accepted: string): Promise<void> {
  const position = /"position":"(\d+)"/.exec(accepted)?.[1] ?? '';
  const text = detailRequest(target, (request.subject ?? '').slice('shipment:'.length), position);
  const { status, body } = await pool.use((connection) => connection.send(text));
  if (status !== 200) throw new Error(`unexpected answer ${status} to a query: ${body.slice(0, 500)}`);
  checkShown(body, request);
}

async function run(job: PacedJob): Promise<PacedResult> {
  const { target, perSecond, forMs, probesPerSecond } = job;
  const next = requestsOf({ kind: 'single', subjects: job.subjects, run: job.run }, target);
  const [senders, probes] = await Promise.all([openPool(target, job.connections), openPool(target, job.probeConnections)]);
  const result = { acknowledged: [] as number[], visible: [] as number[] };
  const everyNth = Math.max(1, Math.round(perSecond / probesPerSecond));
  const start = performance.now();
  const send = async (index: number): Promise<void> => {
    const due = start + (index * 1000) / perSecond;
    const request = next();
    const { status, body } = await senders.use((connection) => connection.send(request.text));
    if (status !== request.status || !body.includes(request.expect)) throw new Error(`unexpected answer ${status}: ${body.slice(0, 500)}`);
    result.acknowledged.push(performance.now() - due);
    if (index % everyNth !== 0) return;
    await follow(probes, target, request, body);
    result.visible.push(performance.now() - due);
  };
  const sent = await pace(perSecond, forMs, start, send);
  for (const connection of [...senders.all, ...probes.all]) connection.close();
  return { sent, ms: forMs, ...result };
}

/** Starts what is due about every millisecond, whatever became of what was started before: a slow answer delays no other one. */
function pace(perSecond: number, forMs: number, start: number, send: (index: number) => Promise<void>): Promise<number> {
  return new Promise((resolve, reject) => {
    let begun = 0;
    let failure: Error | undefined;
    const underWay: Promise<void>[] = [];
    const begin = (index: number) =>
      send(index).catch((error: Error) => {
        failure ??= error;
      });
    const timer = setInterval(() => {
      const elapsed = performance.now() - start;
      while (begun < (Math.min(elapsed, forMs) * perSecond) / 1000) underWay.push(begin(begun++));
      if (elapsed < forMs && !failure) return;
      clearInterval(timer);
      Promise.all(underWay).then(() => (failure ? reject(failure) : resolve(begun)));
    }, 1);
  });
}

serveJobs(run);
