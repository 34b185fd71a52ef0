import type { StoredEvent } from '@waybill/events';
import type { ParkedEvent, ParkedPayload } from '@waybill/read-model';
import { messageOf } from './failures';
import type { KeyedEvent } from './partitioning';

const withBigints = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

/** The event as it is set aside. `error` = why; absent when it only waits behind another. */
export const parked = ({ key, partition, event }: KeyedEvent, error?: unknown): ParkedEvent => ({
  key,
  partition,
  position: event.position,
  eventId: event.eventId,
  stream: event.stream,
  type: event.type,
  payload: JSON.stringify(event, withBigints),
  error: error === undefined ? undefined : messageOf(error),
});

/** The event that was set aside. */
export function unparked(key: string, { partition, payload }: ParkedPayload): KeyedEvent {
  const { position, preparePosition, ...event } = JSON.parse(payload);
  return { key, partition, event: { ...event, position: BigInt(position), preparePosition: BigInt(preparePosition) } as StoredEvent };
}

type Attempt = (events: readonly KeyedEvent[]) => Promise<{ readonly error: unknown } | undefined>;

const inLogOrder = (groups: readonly (readonly KeyedEvent[])[]): KeyedEvent[] =>
  groups.flat().sort((a, b) => Number(a.event.position - b.event.position));

/** Keys that are tried together when a batch has failed: with more of them, several poison events would make most attempts vain. */
const KEYS_AT_ONCE = 32;

/**
 * Handles the events of several keys after all of them together have failed. Poison is searched for by halves, so that one poison event
 * costs a few small attempts and not one for each key, which would hold the others up.
 */
export async function handleKeysOrPark(groups: readonly (readonly KeyedEvent[])[], attempt: Attempt): Promise<ParkedEvent[]> {
  const parked: ParkedEvent[] = [];
  for (let at = 0; at < groups.length; at += KEYS_AT_ONCE) {
    parked.push(...(await search(groups.slice(at, at + KEYS_AT_ONCE), attempt, groups.length <= KEYS_AT_ONCE)));
  }
  return parked;
}

/** @param fails that these keys cannot be handled together is known already */
async function search(groups: readonly (readonly KeyedEvent[])[], attempt: Attempt, fails: boolean): Promise<ParkedEvent[]> {
  if (groups.length <= 1) return handleOrPark(groups[0] ?? [], attempt);
  if (!fails && !(await attempt(inLogOrder(groups)))) return [];
  const middle = Math.ceil(groups.length / 2);
  const parked = await search(groups.slice(0, middle), attempt, false);
  // Where one half is sound, the other is not.
  return [...parked, ...(await search(groups.slice(middle), attempt, parked.length === 0))];
}

/**
 * Handles one key's events after its share of a batch has failed once: together, then one by one. The first that fails again, the third
 * time for it, is set aside with everything behind it. `attempt` leaves nothing behind when it fails, and throws for passing failures.
 */
export async function handleOrPark(events: readonly KeyedEvent[], attempt: Attempt): Promise<ParkedEvent[]> {
  if (!(await attempt(events))) return [];
  for (const [i, event] of events.entries()) {
    const failure = await attempt([event]);
    if (failure) return [parked(event, failure.error), ...events.slice(i + 1).map((behind) => parked(behind))];
  }
  return [];
}
