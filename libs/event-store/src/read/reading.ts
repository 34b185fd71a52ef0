import type { RecordedEvent } from '@waybill/events';
import { isMissingStream, readFailure } from '../client-errors';
import type { Connection } from '../connection';
import { StoreUnavailable } from '../errors';
import { Inflow } from './inflow';
import type { ReadRequest } from './request';

/** Longest silence of the store while a reader waits for it. The client itself would wait for ever. */
const SILENCE_MS = 5000;
/** Answers that wait for a slow reader; beyond that the store waits. */
const WAITING = 256;

/**
 * The events of one read, as they are stored. A missing stream reads like an empty one. A read that got nothing before
 * its connection broke is repeated once: connections that went stale are noticed that way. Throws {@link readFailure}.
 */
export async function* events(connection: Connection, request: ReadRequest, silenceMs = SILENCE_MS): AsyncGenerator<RecordedEvent> {
  const what = request.of === 'stream' ? request.stream : '$all';
  let delivered = false;
  for (let attempt = 0; ; attempt += 1) {
    try {
      for await (const event of received(connection, request, silenceMs, what)) {
        delivered = true;
        yield event;
      }
      return;
    } catch (error) {
      if (isMissingStream(error)) return;
      const failure = error instanceof Silence ? error : readFailure(error, what);
      const mayHelp = failure instanceof StoreUnavailable && !(failure instanceof Silence);
      if (delivered || attempt > 0 || !mayHelp) throw failure;
    }
  }
}

class Silence extends StoreUnavailable {}

/** Ends the call when its consumer stops early. */
async function* received(connection: Connection, request: ReadRequest, silenceMs: number, what: string): AsyncGenerator<RecordedEvent> {
  const inflow = new Inflow(connection.openRead(request), WAITING);
  try {
    for (;;) {
      const taken = await inflow.take(silenceMs);
      for (const reply of taken) if ('event' in reply) yield reply.event;
      if (taken.length > 0) continue;
      if (inflow.over) return;
      throw new Silence(`reading ${what} failed: no answer within ${silenceMs} ms`);
    }
  } finally {
    inflow.close();
  }
}
