import { randomUUID } from 'node:crypto';
import { EventStoreDBClient, type JSONEventType, jsonEvent } from '@eventstore/db-client';
import { serveJobs } from '../processes/worker';
import { Drives, POSITION, SOURCE } from '../workload/reports';

/** `appendToStream` of the plain client in a loop, with nothing around it. */
export interface AppendJob {
  /** `unix:<path>` or `<host>:<port>`. */
  readonly endpoint: string;
  readonly streams: readonly string[];
  /** Appends under way at the same time. */
  readonly concurrency: number;
  readonly eventsPerAppend: number;
  readonly forMs: number;
  readonly run: string;
}

export interface AppendResult {
  readonly events: number;
  readonly ms: number;
}

let client: EventStoreDBClient | undefined;

/** The same bytes that Waybill stores for the same report. */
function eventFor(drives: Drives, index: number, id: string) {
  const { time, data } = drives.next(index);
  const metadata = {
    time,
    datacontenttype: 'application/json',
    specversion: '1.0',
    id,
    source: SOURCE,
    subject: drives.subjects[index],
    recordedtime: time,
    contenthash: 'AAAAAAAAAAAAAAAA',
  };
  return jsonEvent({ id: randomUUID(), type: POSITION, data: data as unknown as JSONEventType['data'], metadata });
}

async function run({ endpoint, streams, concurrency, eventsPerAppend, forMs, run: name }: AppendJob): Promise<AppendResult> {
  client ??= new EventStoreDBClient({ endpoint }, { insecure: true });
  const store = client;
  const drives = new Drives(streams.map((stream) => `shipment:${stream}`));
  let appends = 0;
  let events = 0;
  const start = performance.now();
  const drive = async (): Promise<void> => {
    while (performance.now() - start < forMs) {
      const index = appends++ % streams.length;
      const batch = Array.from({ length: eventsPerAppend }, (_, place) => eventFor(drives, index, `${name}-${appends}-${place}`));
      await store.appendToStream(streams[index] as string, batch);
      events += eventsPerAppend;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, drive));
  return { events, ms: performance.now() - start };
}

serveJobs(run);
