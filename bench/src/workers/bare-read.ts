import { EventStoreDBClient, FORWARDS, START } from '@eventstore/db-client';
import { serveJobs } from '../processes/worker';

/** `readAll` of the plain client from one end of the log to the other. */
export interface ReadJob {
  readonly endpoint: string;
}

export interface ReadResult {
  readonly events: number;
  readonly ms: number;
}

let client: EventStoreDBClient | undefined;

async function run({ endpoint }: ReadJob): Promise<ReadResult> {
  client ??= new EventStoreDBClient({ endpoint }, { insecure: true });
  let events = 0;
  const start = performance.now();
  for await (const { event } of client.readAll({ direction: FORWARDS, fromPosition: START })) if (event) events += 1;
  return { events, ms: performance.now() - start };
}

serveJobs(run);
