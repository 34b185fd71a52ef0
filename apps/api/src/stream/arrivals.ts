import type { Interest } from './audience';
import { AudienceIndex } from './audience-index';
import { type Audiences, messagesOf } from './audiences';
import { type Listener, Telling } from './listener';
import { buildsOf, type ReadFrom, type RowChanges } from './row-changes';

/** Where a client stands: a position, and of which builds its rows were. Those are not known of rows that come from a list. */
export interface ClientPosition {
  readonly position: bigint;
  readonly builds?: string;
}

/** A stream that was opened since the last look, and where its client stands. */
export interface Arrival {
  readonly listener: Listener;
  readonly interest: Interest;
  readonly since: ClientPosition;
}

interface Surroundings {
  readonly from: ReadFrom;
  readonly audiences: Audiences;
  /** Undefined when they are more than is told one by one. */
  changesSince(position: bigint): Promise<RowChanges | undefined>;
}

/** Those who stand at the same position, the newest first: those who were cut off together come back together. */
function byPosition(arrived: readonly Arrival[], position: bigint): [bigint, Arrival[]][] {
  const groups = new Map<bigint, Arrival[]>();
  for (const arrival of arrived) {
    const since = arrival.since.position < position ? arrival.since.position : position;
    const group = groups.get(since);
    group ? group.push(arrival) : groups.set(since, [arrival]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? 1 : -1));
}

/**
 * Brings those who came since the last look to where the others are: they are told all that has changed behind where they stand, as it is now. A
 * client that has read a list since the last look may show a row that the others do not know of yet; so this is asked also of one that is ahead.
 * @param position of the last look
 */
export async function takeIn(
  arrived: readonly Arrival[],
  position: bigint,
  { from, audiences, changesSince }: Surroundings,
): Promise<void> {
  const builds = buildsOf(from.schemas);
  const place = `${position}-${builds}`;
  const joined = new Map(arrived.map((arrival) => [arrival, audiences.join(arrival.listener, arrival.interest)]));
  const isOfNow = ({ since }: Arrival) => since.builds === undefined || since.builds === builds;
  const left = new Set(arrived);
  try {
    await audiences.learn(from, position);
    for (const [since, group] of byPosition(arrived.filter(isOfNow), position)) {
      const changes = await changesSince(since);
      // Behind older positions there is even more.
      if (!changes) break;
      const index = new AudienceIndex(new Set(group.flatMap((arrival) => joined.get(arrival) ?? [])));
      const messages = await messagesOf(from, index, changes, true);
      const tellings = new Map([...messages].map(([audience, its]) => [audience, new Telling(its, place)]));
      const nothing = new Telling([], place);
      for (const arrival of group) {
        const audience = joined.get(arrival);
        arrival.listener.tellAsOthers((audience && tellings.get(audience)) ?? nothing);
        left.delete(arrival);
      }
    }
  } finally {
    for (const { listener } of left) listener.resync(place);
  }
}
