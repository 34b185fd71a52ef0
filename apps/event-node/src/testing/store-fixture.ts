import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type EventStore, openEventStore } from '../event-store';
import { DEFAULT_LOG_SIZES, type LogSizes } from '../log/event-log';
import type { LogRecord } from '../log/record';
import { ANY, type ExpectedRevision } from '../write/expected-revision';
import type { ProposedEvent, WriteOutcome, WriteRequest } from '../write/write-request';

/** Memory where there is some: these tests sync a thousand times, and what they look at is the bytes. */
const BASE = fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir();

/** A directory of its own for one test; removed by the caller. */
export function temporaryDirectory(): string {
  return fs.mkdtempSync(path.join(BASE, 'event-node-spec-'));
}

/** A store in this process; a failure to write is collected instead of ending the process. */
export function openFixture(directory: string, sizes: Partial<LogSizes> = {}): { store: EventStore; failures: Error[] } {
  const failures: Error[] = [];
  const store = openEventStore(directory, { ...DEFAULT_LOG_SIZES, tailBytes: 1024 * 1024, ...sizes }, (error) => failures.push(error));
  return { store, failures };
}

export function proposed(data = 'x', type = 'Happened', id: string = randomUUID()): ProposedEvent {
  return { id, type, isJson: false, metadata: Buffer.alloc(0), data: Buffer.from(data) };
}

/** Submits a write and waits for its outcome. */
export function submit(store: EventStore, request: Partial<WriteRequest> & { stream: string }): Promise<WriteOutcome> {
  const complete: WriteRequest = { expected: ANY, intent: 'append', events: [], deadline: Number.POSITIVE_INFINITY, ...request };
  return new Promise((resolve) => store.writes.submit(complete, resolve));
}

export function append(
  store: EventStore,
  stream: string,
  events: ProposedEvent[],
  expected: ExpectedRevision = ANY,
): Promise<WriteOutcome> {
  return submit(store, { stream, events, expected });
}

/** Every record of the log, in order. */
export async function allRecords(store: EventStore): Promise<LogRecord[]> {
  const all: LogRecord[] = [];
  let position = 0;
  for (;;) {
    const records = await store.reader.recordsFrom(position);
    if (records.length === 0) return all;
    all.push(...records);
    position = (records.at(-1) as LogRecord).end;
  }
}

/** `stream/number` of every record, in order. */
export async function contents(store: EventStore): Promise<string[]> {
  return (await allRecords(store)).map((record) => `${record.streamName}/${record.index}`);
}
