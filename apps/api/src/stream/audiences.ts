import { exceptionsMatching, exceptionsShown, QueryTimeout, shipmentsMatching, shipmentsShown } from '@waybill/read-model';
import { Audience, type Filtered, type Interest } from './audience';
import { AudienceIndex } from './audience-index';
import { type Listener, type Message, READ_ANEW } from './listener';
import { type ChangedRow, type ReadFrom, type RowChanges, TOPICS, type Topic } from './row-changes';

/** The audiences of all open streams. */
export class Audiences implements Iterable<Audience> {
  private readonly byInterest = new Map<string, Audience>();
  private indexed: AudienceIndex | undefined;

  [Symbol.iterator](): Iterator<Audience> {
    return this.byInterest.values();
  }

  get size(): number {
    return this.byInterest.size;
  }

  get index(): AudienceIndex {
    this.indexed ??= new AudienceIndex(this);
    return this.indexed;
  }

  hear(topic: Topic): boolean {
    return [...this].some((audience) => audience.hears(topic));
  }

  /** The audience that a listener with this interest becomes part of. */
  join(listener: Listener, interest: Interest): Audience {
    const name = JSON.stringify(interest);
    const known = this.byInterest.get(name);
    const audience = known ?? new Audience(interest);
    audience.listeners.add(listener);
    if (!known) {
      this.byInterest.set(name, audience);
      this.indexed = undefined;
    }
    return audience;
  }

  leave(listener: Listener): void {
    for (const [name, audience] of this.byInterest) {
      if (!audience.listeners.delete(listener) || audience.listeners.size > 0) continue;
      this.byInterest.delete(name);
      this.indexed = undefined;
    }
  }

  /** Finds out what clients of new audiences may show that have read a list at this position, or later. */
  async learn(from: ReadFrom, position: bigint): Promise<void> {
    for (const topic of ['shipments', 'exceptions'] as const) {
      const lacking = [...this].filter((audience) => audience.lacks(topic));
      if (lacking.length === 0) continue;
      const shown = await shownTo(from, topic, lacking, position);
      for (const [index, audience] of lacking.entries()) audience.show(topic, shown[index]);
    }
  }
}

/** A filter for which this takes too long is followed all the same: it is then told too often that a row does not fit. */
async function shownTo({ database, schemas }: ReadFrom, topic: Filtered, audiences: readonly Audience[], position: bigint) {
  const filters = audiences.map(({ interest }) => interest);
  try {
    return topic === 'shipments'
      ? await shipmentsShown(
          database,
          schemas,
          filters.map((filter) => filter.shipments),
          position,
        )
      : await exceptionsShown(
          database,
          schemas,
          filters.map((filter) => filter.exceptions),
          position,
        );
  } catch (error) {
    if (error instanceof QueryTimeout) return [];
    throw error;
  }
}

/** Those that fit the filter of each audience that has one: one question for all of them. */
async function fittingOf(
  { database, schemas }: ReadFrom,
  topic: Topic,
  rows: ReadonlyMap<Audience, readonly ChangedRow[]>,
): Promise<ReadonlyMap<Audience, ReadonlySet<string>>> {
  const filtering = [...rows.keys()].filter((audience) => audience.isFiltered(topic));
  if (filtering.length === 0) return new Map();
  const lists = new Set(filtering.flatMap((audience) => [rows.get(audience) ?? []]));
  const ids = [...new Set([...lists].flatMap((list) => list.map(({ id }) => id)))];
  const interests = filtering.map(({ interest }) => interest);
  const fitting =
    topic === 'shipments'
      ? await shipmentsMatching(
          database,
          schemas,
          ids,
          interests.map(({ shipments }) => shipments),
        )
      : await exceptionsMatching(
          database,
          schemas,
          ids,
          interests.map(({ exceptions }) => exceptions),
        );
  return new Map(filtering.map((audience, index) => [audience, fitting[index] ?? new Set()]));
}

/** What changes mean to each audience of an index that they concern. @param isNew of listeners that have just come */
export async function messagesOf(
  from: ReadFrom,
  index: AudienceIndex,
  changes: RowChanges,
  isNew = false,
): Promise<ReadonlyMap<Audience, readonly Message[]>> {
  const found = new Map<Audience, Message[]>();
  const add = (audience: Audience, messages: readonly Message[]) => {
    const its = found.get(audience) ?? [];
    found.set(audience, its);
    for (const message of messages) its.push(message);
  };
  const changed = await Promise.all(TOPICS.map(async (topic) => changedOf(from, index, topic, changes[topic].rows)));
  // Nothing is waited for from here on: when a question fails, no audience may have learned of half of the changes.
  for (const { topic, concerned, fitting } of changed) {
    for (const [audience, its] of index.concerned(topic, changes[topic].gone)) add(audience, audience.gone(topic, its));
    for (const [audience, its] of concerned) add(audience, audience.messages(topic, its, fitting.get(audience), isNew));
  }
  // Nothing is left that says in which lines of a site a shipment was that is erased now: those who show lines read them anew.
  if (changes.shipments.gone.length > 0) for (const audience of index.hearing('inbound')) add(audience, [READ_ANEW]);
  return found;
}

async function changedOf(from: ReadFrom, index: AudienceIndex, topic: Topic, rows: ChangedRow[]) {
  const concerned = index.concerned(topic, rows);
  return { topic, concerned, fitting: await fittingOf(from, topic, concerned) };
}
