import { derivedId, isUnknown, type RecordedEvent, understand } from '@waybill/events';
import { DEADLINE, type DeadLetter, type DeadLetterPayload } from '@waybill/read-model';
import { type Failure, messageOf } from './failures';
import { type KeyedEvent, partitionOf } from './partitioning';
import type { Queued } from './processor-driver';

const withBigints = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

/** The event as it is set aside. `error` = why; absent when it only waits behind another. */
export const deadLetterOf = ({ key, partition, event }: KeyedEvent, error?: unknown): DeadLetter => ({
  key,
  partition,
  position: event.position,
  eventId: event.eventId,
  stream: event.stream,
  type: event.type,
  payload: JSON.stringify(event, withBigints),
  error: error === undefined ? undefined : messageOf(error),
});

/** A deadline as it is set aside: with its key, before the events that will queue behind it. */
export const deadLetterOfDeadline = (processor: string, key: string, position: bigint, error: unknown): DeadLetter => ({
  key,
  partition: partitionOf(key),
  position,
  eventId: derivedId(DEADLINE, processor, key, String(position)),
  stream: '',
  type: DEADLINE,
  payload: '{}',
  error: messageOf(error),
});

/** What was set aside of a key. */
export function queuedOf(key: string, rows: readonly DeadLetterPayload[]): Queued {
  const deadline = rows.find(({ type }) => type === DEADLINE)?.position;
  const events = rows.filter(({ type }) => type !== DEADLINE);
  return { key, deadline, events: events.map((row) => queuedEvent(key, row)) };
}

/** Read anew: a newer release may understand it. */
function queuedEvent(key: string, { partition, payload }: DeadLetterPayload): KeyedEvent {
  const { position, preparePosition, notUnderstood: _, why: __, ...rest } = JSON.parse(payload);
  const recorded: RecordedEvent = { ...rest, position: BigInt(position), preparePosition: BigInt(preparePosition) };
  const event = understand(recorded);
  if (!isUnknown(event)) return { key, partition, event };
  return { key, partition, event: { ...event, notUnderstood: 'unreadable', why: 'its type is not known to this release' } };
}

type Attempt = (events: readonly KeyedEvent[]) => Promise<Failure | undefined>;

const inLogOrder = (groups: readonly (readonly KeyedEvent[])[]): KeyedEvent[] =>
  groups.flat().sort((a, b) => Number(a.event.position - b.event.position));

/** Keys that are tried together when a batch has failed: with more of them, several poison events would make most attempts vain. */
const KEYS_AT_ONCE = 32;

/**
 * Handles the events of several keys after all of them together have failed. Poison is searched for by halves, so that one poison event
 * costs a few small attempts and not one for each key, which would hold the others up.
 */
export async function handleKeysOrSetAside(groups: readonly (readonly KeyedEvent[])[], attempt: Attempt): Promise<DeadLetter[]> {
  const deadLetters: DeadLetter[] = [];
  const searched: Searched<readonly KeyedEvent[]> = {
    together: (some) => attempt(inLogOrder(some)),
    alone: (events) => handleOrSetAside(events, attempt),
  };
  for (let at = 0; at < groups.length; at += KEYS_AT_ONCE) {
    deadLetters.push(...(await searchByHalves(groups.slice(at, at + KEYS_AT_ONCE), searched, groups.length <= KEYS_AT_ONCE)));
  }
  return deadLetters;
}

/** How to tell which of several things fail: some are tried together, and one is tried alone, which answers what is set aside of it. */
interface Searched<T> {
  together(some: readonly T[]): Promise<Failure | undefined>;
  alone(one: T): Promise<readonly DeadLetter[]>;
}

/** @param fails that all cannot be done together is known already */
export async function searchByHalves<T>(all: readonly T[], searched: Searched<T>, fails = true): Promise<readonly DeadLetter[]> {
  const [first] = all;
  if (first === undefined) return [];
  if (all.length === 1) return searched.alone(first);
  if (!fails && !(await searched.together(all))) return [];
  const middle = Math.ceil(all.length / 2);
  const deadLetters = await searchByHalves(all.slice(0, middle), searched, false);
  // Where one half is sound, the other is not.
  return [...deadLetters, ...(await searchByHalves(all.slice(middle), searched, deadLetters.length === 0))];
}

/**
 * Handles one key's events after its share of a batch has failed once: together, then one by one. The first that fails again, the third
 * time for it, is set aside with everything behind it. `attempt` leaves nothing behind when it fails, and throws for passing failures.
 */
export async function handleOrSetAside(events: readonly KeyedEvent[], attempt: Attempt): Promise<DeadLetter[]> {
  if (!(await attempt(events))) return [];
  for (const [i, event] of events.entries()) {
    const failure = await attempt([event]);
    if (failure) return [deadLetterOf(event, failure.error), ...events.slice(i + 1).map((behind) => deadLetterOf(behind))];
  }
  return [];
}
