import type { StreamingRead } from '@eventstore/db-client';
import { isMissingStream, readFailure } from './client-errors';
import { StoreUnavailable } from './errors';
import { Inflow } from './inflow';

/** Longest silence of the store while a reader waits for it. The client itself would wait for ever. */
const SILENCE_MS = 5000;
/** Events that wait for a slow reader; beyond that the store waits. */
const WAITING = 256;

/**
 * The events of one read of the client, as they are stored. A missing stream reads like an empty one. A read that got nothing before
 * its connection broke is repeated once: connections that went stale are noticed that way. Throws {@link readFailure}.
 */
export async function* events<E>(open: () => StreamingRead<E>, stream = '$all', silenceMs = SILENCE_MS): AsyncGenerator<E> {
  let delivered = false;
  for (let attempt = 0; ; attempt += 1) {
    try {
      for await (const event of received(open(), stream, silenceMs)) {
        delivered = true;
        yield event;
      }
      return;
    } catch (error) {
      if (isMissingStream(error)) return;
      const failure = error instanceof Silence ? error : readFailure(error, stream);
      const mayHelp = failure instanceof StoreUnavailable && !(failure instanceof Silence);
      if (delivered || attempt > 0 || !mayHelp) throw failure;
    }
  }
}

class Silence extends StoreUnavailable {}

/** Ends the call when its consumer stops early. */
async function* received<E>(read: StreamingRead<E>, stream: string, silenceMs: number): AsyncGenerator<E> {
  const inflow = new Inflow<E>(read, WAITING, () => read.cancel());
  try {
    for (;;) {
      const taken = await inflow.take(silenceMs);
      yield* taken;
      if (taken.length > 0) continue;
      if (inflow.over) return;
      throw new Silence(`reading ${stream} failed: no answer within ${silenceMs} ms`);
    }
  } finally {
    inflow.close();
  }
}
