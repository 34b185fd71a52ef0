import { serveJobs } from '../processes/worker';
import { type Answer, Connection } from '../workload/connection';
import { type LoadPlan, type PreparedRequest, requestsOf, type Target } from '../workload/requests';

/** Requests in a closed loop: each connection sends the next one as soon as it has its answer. */
export interface LoadJob {
  readonly target: Target;
  readonly plan: LoadPlan;
  readonly connections: number;
  /** Stop sending after this time, or after this many requests. */
  readonly forMs: number;
  readonly requests?: number;
}

export interface LoadResult {
  readonly events: number;
  readonly requests: number;
  readonly ms: number;
  /** Newest log position that an answer named. */
  readonly position: string | null;
}

/** Anything but the expected answer ends the run: a rate of errors says nothing. */
function check({ status, body }: Answer, { expect, status: wanted }: PreparedRequest): void {
  if (status !== wanted || !body.includes(expect)) throw new Error(`unexpected answer ${status}: ${body.slice(0, 500)}`);
}

const positionIn = (body: string): bigint => BigInt(/"position":"(\d+)"/.exec(body)?.[1] ?? -1);

async function run({ target, plan, connections, forMs, requests = Number.POSITIVE_INFINITY }: LoadJob): Promise<LoadResult> {
  const next = requestsOf(plan, target);
  const open = await Promise.all(Array.from({ length: connections }, () => Connection.open(target.host, target.port)));
  const total = { events: 0, requests: 0, position: -1n };
  let begun = 0;
  const start = performance.now();
  const drive = async (connection: Connection): Promise<void> => {
    while (begun < requests && performance.now() - start < forMs) {
      begun += 1;
      const request = next();
      const answer = await connection.send(request.text);
      check(answer, request);
      total.events += request.events;
      total.requests += 1;
      if (plan.kind !== 'get') {
        const position = positionIn(answer.body);
        if (position > total.position) total.position = position;
      }
    }
  };
  try {
    await Promise.all(open.map(drive));
    const ms = performance.now() - start;
    return { events: total.events, requests: total.requests, ms, position: total.position < 0n ? null : String(total.position) };
  } finally {
    for (const connection of open) connection.close();
  }
}

serveJobs(run);
