import { setTimeout } from 'node:timers/promises';
import type { EventStore } from '../event-store';
import type { ReadCall } from './read-call';

/** Resolves when there may be something new for a subscriber: at the next commit, or a little later where a real server is played. */
export async function untilNews(store: EventStore, call: ReadCall): Promise<void> {
  await call.untilCommit(store.commits);
  if (store.behave) await setTimeout(store.behave.newsDelayMs());
}
