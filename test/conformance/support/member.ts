import {
  type EventStoreDBClient,
  type PersistentSubscriptionToAll,
  type PersistentSubscriptionToStream,
  type PersistentSubscriptionToStreamSettings,
  persistentSubscriptionToStreamSettingsFromDefaults,
  type ResolvedEvent,
  START,
} from '@eventstore/db-client';
import { uniqueStream } from './events';
import { Recorder } from './recorder';

/** What a consumer does with an event. */
export type Answer = (event: ResolvedEvent, subscription: PersistentSubscriptionToStream) => unknown;

export const acknowledge: Answer = (event, subscription) => subscription.ack(event);

/** A consumer of a persistent subscription, whose doings are noted. Without an answer it keeps what it gets. */
export class Member extends Recorder {
  constructor(
    readonly group: PersistentSubscriptionToStream | PersistentSubscriptionToAll,
    answer: Answer = () => undefined,
  ) {
    super(group as PersistentSubscriptionToStream);
    group.on('data', (event: ResolvedEvent) => void answer(event, group as PersistentSubscriptionToStream));
  }

  /** How often each event had been sent before. */
  get retryCounts(): number[] {
    return this.events.map((event) => (event as { retryCount?: number }).retryCount ?? 0);
  }

  /** Resolves when that many events have come. */
  got(count: number): Promise<void> {
    return this.until(({ events }) => events.length >= count, `${count} events`);
  }
}

/** A stream with a group on it. */
export interface Scene {
  readonly stream: string;
  join(options?: { bufferSize?: number }, answer?: Answer, client?: EventStoreDBClient): Promise<Member>;
}

/** Makes a group called `group` on a new stream, from its start on unless the changes say otherwise. */
export async function groupOn(
  client: EventStoreDBClient,
  changes: Partial<PersistentSubscriptionToStreamSettings> = {},
  stream = uniqueStream('group'),
): Promise<Scene> {
  const settings = persistentSubscriptionToStreamSettingsFromDefaults({ startFrom: START, ...changes });
  await client.createPersistentSubscriptionToStream(stream, 'group', settings);
  return {
    stream,
    join: async (options = {}, answer, by = client) => {
      const member = new Member(by.subscribeToPersistentSubscriptionToStream(stream, 'group', options), answer);
      await member.saw('confirmation');
      return member;
    },
  };
}
