import { type Advance, advance, type ParkedEvent, park, type ReadDatabase } from '@waybill/read-model';
import type { Reaction, Reactor } from '../processor';
import { type Consignment, type Delivery, outcomeOf, type Receipt, type Retrial, type RunningBuild } from './delivery';
import { isPassing } from './failures';
import { handleKeysOrPark } from './parking';
import { byKey, type KeyedEvent } from './partitioning';
import { Trail } from './trail';

const later = (a: bigint | undefined, b: bigint | undefined): bigint | undefined => (a === undefined || (b !== undefined && b > a) ? b : a);

/** Reactors: they append first; the checkpoint moves when they are done, up to the first event that they are not done with. */
export class ReactorDelivery implements Delivery {
  private reactor: Reactor | undefined;
  private readonly trail = new Trail();
  private emitted: bigint | undefined;
  /** Set aside, but not yet in the table: the checkpoint could not move. */
  private aside: ParkedEvent[] = [];

  constructor(
    private readonly database: ReadDatabase,
    private readonly build: RunningBuild,
    private readonly create: () => Reactor,
  ) {}

  async deliver(consignment: Consignment): Promise<Receipt> {
    const { reaction, parked } = await this.react(consignment.events);
    this.emitted = later(this.emitted, reaction.emitted);
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
    this.emitted = later(this.emitted, reaction.emitted);
    return this.database.transaction((tx) => settle(tx, outcomeOf(events, parked[0], reaction.pending)));
  }

  async reset(): Promise<void> {
    this.trail.clear();
    this.aside = [];
    this.emitted = undefined;
    const reactor = this.reactor;
    this.reactor = undefined;
    await reactor?.close?.();
  }

  private stepTo(step: Advance, reached: Pick<Advance, 'commit' | 'prepare' | 'lastEvent'>): Advance | undefined {
    const partitions = step.partitions.filter(({ commit }) => commit < reached.commit);
    return partitions.length === 0 ? undefined : { ...step, ...reached, partitions, emitted: this.emitted };
  }

  private async commit(step: Advance): Promise<void> {
    await this.database.transaction(async (tx) => {
      await advance(tx, this.build, step);
      await park(tx, this.build, this.aside);
    });
    this.aside = [];
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
    this.reactor ??= this.create();
    return this.reactor.handle(events.map(({ event }) => event));
  }

  /** The same reactor is asked again: a new one would not know what this one has still pending. Repeating what it had appended appends nothing. */
  private async keyByKey(events: readonly KeyedEvent[]): Promise<{ reaction: Reaction; parked: readonly ParkedEvent[] }> {
    let reaction: Reaction = {};
    const note = ({ emitted, pending }: Reaction) => {
      reaction = { emitted: later(reaction.emitted, emitted), pending };
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
