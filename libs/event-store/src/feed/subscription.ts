import { type AllStreamSubscription, type EventStoreDBClient, type ResolvedEvent, streamNameFilter } from '@eventstore/db-client';
import { clientPosition, type LogPosition } from '../log-position';

/** What a subscription tells, in the order in which the store told it. */
export type FeedItem =
  | ResolvedEvent
  /** Everything up to here was sent before, or left out by the filter. */
  | { readonly checkpoint: LogPosition }
  /** There is nothing more at present, what comes from now on is new; or no longer so, as newer servers tell a subscriber that is behind. */
  | { readonly caughtUp: boolean };

/**
 * A subscription to the streams with these prefixes, after a position. The client tells checkpoints and the end of the past by callbacks,
 * which overtake events that still wait in its buffer; pushing them into the same buffer keeps the order, and with it the promise
 * that a checkpoint never passes an event that was not delivered.
 */
export function subscribe(client: EventStoreDBClient, prefixes: readonly string[], from: LogPosition): AllStreamSubscription {
  const tell = (item: FeedItem): boolean => source.push(item);
  const checkpointReached = async (_: unknown, checkpoint: LogPosition): Promise<void> => void tell({ checkpoint });
  const filter = streamNameFilter({ prefixes: [...prefixes], checkpointReached });
  const source = client.subscribeToAll({ fromPosition: clientPosition(from), filter });
  source.on('caughtUp', () => tell({ caughtUp: true }));
  source.on('fellBehind', () => tell({ caughtUp: false }));
  return source;
}
