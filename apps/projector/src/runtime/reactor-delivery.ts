import type { StoredEvent } from '@waybill/events';
import {
  type Advance,
  ALL_PARTITIONS,
  advance,
  hastenDeadlines,
  holdPartition,
  noteEmitted,
  type ParkedEvent,
  park,
  type Queryable,
  type ReadDatabase,
  setDeadlines,
} from '@waybill/read-model';
import type { Deadline, Reaction, Reactor } from '../processor';
import {
  type Consignment,
  type Delivery,
  type DueKey,
  outcomeOf,
  type PartitionOwner,
  type Receipt,
  type Retrial,
  type RunningBuild,
} from './delivery';
import { isPassing } from './failures';
import { handleKeysOrPark } from './parking';
import { byKey, type KeyedEvent, partitionOf } from './partitioning';
import { Trail } from './trail';

const later = (a: bigint | undefined, b: bigint | undefined): bigint | undefined => (a === undefined || (b !== undefined && b > a) ? b : a);

/** Reactors: they append first; the checkpoint moves when they are done, up to the first event that they are not done with. */
export class ReactorDelivery implements Delivery {
  private readonly trail = new Trail();
  private emitted: bigint | undefined;
  /** Set aside, but not yet in the table: the checkpoint could not move. */
  private aside: ParkedEvent[] = [];
  /** Asked for, but not yet in the table. */
  private deadlines = new Map<string, Deadline>();
  private everyone = false;

  constructor(
    private readonly database: ReadDatabase,
    private readonly build: RunningBuild,
    private readonly reactor: Reactor,
  ) {}

  overhear(events: readonly StoredEvent[]): void {
    this.reactor.overhear?.(events);
  }

  async deliver(consignment: Consignment): Promise<Receipt> {
    const { reaction, parked } = await this.react(consignment.events);
    this.note(reaction);
    this.trail.add(consignment.step, consignment.events);
    const reached = this.trail.before(reaction.pending);
    this.aside.push(...parked, ...consignment.behind);
    const step = reached && this.stepTo(consignment.step, reached);
    if (step) await this.commit(step);
    return { step, stopped: [...new Set(parked.map(({ key }) => key))], pending: reaction.pending !== undefined };
  }

  get mayRetry(): boolean {
    return this.aside.length === 0;
  }

  /** What it is not done with stays where it is and is handed over once more later: repeating appends nothing new. */
  async retry<T>({ load, settle }: Retrial<T>): Promise<T> {
    const events = await this.database.transaction(load);
    const { reaction, parked } = await this.keyByKey(events);
    this.note(reaction);
    const settled = await this.database.transaction(async (tx) => {
      const outcome = await settle(tx, outcomeOf(events, parked[0], reaction.pending));
      await this.keepDeadlines(tx);
      if (this.everyone) await hastenDeadlines(tx, this.build, ALL_PARTITIONS);
      await this.tell(tx, events[0] && partitionOf(events[0].key));
      return outcome;
    });
    this.deadlines.clear();
    this.everyone = false;
    return settled;
  }

  /** What it asks for next is kept only as long as the partitions are ours: another owner asks for itself. */
  async wake(keys: readonly DueKey[], owners: readonly PartitionOwner[]): Promise<void> {
    this.note((await this.reactor.due?.(keys.map(({ key }) => key))) ?? {});
    await this.database.transaction(async (tx) => {
      for (const owner of owners) await holdPartition(tx, this.build, owner);
      await this.keepDeadlines(tx);
      await this.tell(tx, owners[0]?.partition);
    });
    this.deadlines.clear();
  }

  async reset(): Promise<void> {
    this.trail.clear();
    this.aside = [];
    this.deadlines.clear();
    this.everyone = false;
    this.emitted = undefined;
    this.reactor.interrupted();
  }

  private stepTo(step: Advance, reached: Pick<Advance, 'commit' | 'prepare' | 'lastEvent'>): Advance | undefined {
    const partitions = step.partitions.filter(({ commit }) => commit < reached.commit);
    return partitions.length === 0 ? undefined : { ...step, ...reached, partitions, emitted: this.emitted };
  }

  private async commit(step: Advance): Promise<void> {
    await this.database.transaction(async (tx) => {
      await advance(tx, this.build, step);
      await park(tx, this.build, this.aside);
      await this.keepDeadlines(tx);
      const partitions = step.partitions.map(({ partition }) => partition);
      if (this.everyone) await hastenDeadlines(tx, this.build, partitions);
    });
    this.aside = [];
    this.deadlines.clear();
    this.everyone = false;
  }

  private note({ emitted, deadlines = [], everyone = false }: Reaction): void {
    this.everyone ||= everyone;
    this.emitted = later(this.emitted, emitted);
    for (const deadline of deadlines) this.deadlines.set(deadline.key, deadline);
  }

  /** What was appended, when no checkpoint moves. */
  private async tell(tx: Queryable, partition: number | undefined): Promise<void> {
    if (partition !== undefined && this.emitted !== undefined) await noteEmitted(tx, this.build, partition, this.emitted);
  }

  private keepDeadlines(tx: Queryable): Promise<void> {
    const all = [...this.deadlines.values()].map(({ key, due }) => ({ key, due, partition: partitionOf(key) }));
    return setDeadlines(tx, this.build, all);
  }

  private async react(events: readonly KeyedEvent[]): Promise<{ reaction: Reaction; parked: readonly ParkedEvent[] }> {
    try {
      return { reaction: await this.hand(events), parked: [] };
    } catch (error) {
      if (isPassing(error) || events.length === 0) throw error;
      return this.keyByKey(events);
    }
  }

  private hand(events: readonly KeyedEvent[]): Promise<Reaction> {
    return this.reactor.handle(events.map(({ event }) => event));
  }

  /** Repeating what it had appended appends nothing. */
  private async keyByKey(events: readonly KeyedEvent[]): Promise<{ reaction: Reaction; parked: readonly ParkedEvent[] }> {
    let reaction: Reaction = {};
    const note = ({ emitted, pending, deadlines = [], everyone }: Reaction) => {
      const all = { deadlines: [...(reaction.deadlines ?? []), ...deadlines], everyone: reaction.everyone || everyone };
      reaction = { ...all, emitted: later(reaction.emitted, emitted), pending };
    };
    const parked = await handleKeysOrPark(byKey(events), (some) => this.attempt(some, note));
    return { reaction, parked };
  }

  private async attempt(events: readonly KeyedEvent[], note: (reaction: Reaction) => void): Promise<{ error: unknown } | undefined> {
    try {
      note(await this.hand(events));
      return undefined;
    } catch (error) {
      if (isPassing(error)) throw error;
      return { error };
    }
  }
}
