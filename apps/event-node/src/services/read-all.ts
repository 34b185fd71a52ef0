import { setImmediate } from 'node:timers/promises';
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb';
import type { EventStore } from '../event-store';
import type { LogRecord } from '../log/record';
import { accepting, visible } from '../read/event-filter';
import { resolveLink, unresolved } from '../read/link-resolution';
import { encodeReadEvent } from '../wire/read-response';
import { allPosition, exclusiveEnd, inclusiveStart } from './all-position';
import { eventFilter } from './event-filter';
import type { ReadCall } from './read-call';
import { isBackwards } from './requests';

/** Reads the log in either direction up to where it ended when the call came. */
export async function readAll(store: EventStore, call: ReadCall, options: ReadReq.Options): Promise<void> {
  const accepts = options.hasFilter() ? accepting(eventFilter(options.getFilter() as ReadReq.Options.FilterOptions)) : visible;
  const resolve = options.getResolveLinks();
  let left = Number(options.getCount());
  for await (const records of batches(store, options)) {
    for (const record of records) {
      if (left <= 0 || !call.open) break;
      if (!accepts(record)) continue;
      left -= 1;
      const wait = call.send(encodeReadEvent(resolve ? resolveLink(store, record) : unresolved(record)));
      if (wait) await wait;
    }
    if (left <= 0 || !call.open) break;
    await setImmediate();
  }
  call.end();
}

function batches(store: EventStore, options: ReadReq.Options): AsyncGenerator<LogRecord[]> {
  const from = allPosition(options.getAll() as ReadReq.Options.AllOptions);
  return isBackwards(options) ? backwards(store, exclusiveEnd(store, from)) : forwards(store, inclusiveStart(store, from));
}

async function* forwards(store: EventStore, from: number): AsyncGenerator<LogRecord[]> {
  const stop = store.reader.end;
  for (let position = from; position < stop; ) {
    const records = await store.reader.recordsFrom(position);
    if (records.length === 0) return;
    yield records.filter((record) => record.position < stop);
    position = (records.at(-1) as LogRecord).end;
  }
}

async function* backwards(store: EventStore, from: number): AsyncGenerator<LogRecord[]> {
  let records = await store.reader.recordsBefore(from);
  while (records.length > 0) {
    yield records;
    records = await store.reader.recordsBefore((records.at(-1) as LogRecord).position);
  }
}
