import { setTimeout as sleep } from 'node:timers/promises';
import type { LogEvent } from '@waybill/events';
import { isKnownPosition } from '../log-position';
import type { Appended } from './reply';
import type { AppendWrite } from './request';

/** A healthy store answers sooner. Between looks the pause doubles: a store that is slow is not to be slower for it. */
const FIRST_LOOK_MS = 250;

type Read = (stream: string, fromRevision: number, maxCount: number) => AsyncIterable<LogEvent>;

/** Where a write stands in its stream; undefined when it does not. */
async function whereIs({ stream, expected, eventIds }: AppendWrite, read: Read): Promise<Appended | undefined> {
  let found: Appended | undefined;
  let count = 0;
  for await (const { eventId, revision, position, preparePosition } of read(stream, expected + 1, eventIds.length)) {
    if (revision !== expected + 1 + count || eventId !== eventIds[count]) return undefined;
    count += 1;
    found = { revision, position: isKnownPosition({ commit: position, prepare: preparePosition }) ? position : undefined };
  }
  return count === eventIds.length ? found : undefined;
}

/**
 * Looks in the stream for a write that is not answered: stores leave the second of two equal writes without an answer while the first is on
 * its way (reports that come by two APIs at once). Resolves when it stands there, and never when the signal came first.
 */
export async function look(write: AppendWrite, read: Read, answered: AbortSignal): Promise<Appended> {
  for (let wait = FIRST_LOOK_MS; ; wait *= 2) {
    await sleep(wait, undefined, { signal: answered, ref: false }).catch(() => undefined);
    if (answered.aborted) return new Promise(() => undefined);
    const found = await whereIs(write, read).catch(() => undefined);
    if (found) return found;
  }
}
