import { latestPosition, type StoredEvent } from '@waybill/events';
import {
  type Advance,
  ALL_PARTITIONS,
  type DeadLetter,
  hastenDeadlines,
  holdRange,
  noteEmitted,
  type OwnedRange,
  partitionsIn,
  type Queryable,
  type ReadDatabase,
  type StoredDeadline,
} from '@waybill/read-model';
import type { Deadline, Reaction, Reactor } from '../processor';
import { type Failure, Patience } from './failures';
import { keeping, setAside } from './keeping';
import { byKey, type KeyedEvent, partitionOf, readableOf } from './partitioning';
import {
  type DueKey,
  failedAtOnce,
  failuresIn,
  type KeyedBatch,
  outcomeOf,
  type ProcessorDriver,
  type Queued,
  type Receipt,
  type Retrial,
  type RunningBuild,
} from './processor-driver';
import { deadLetterOf, deadLetterOfDeadline, handleKeysOrSetAside, handleOrSetAside, searchByHalves } from './setting-aside';
import { type Foothold, Trail } from './trail';

/** Reactors: they append first; the checkpoint moves when they are done, up to the first event that they are not done with. */
export class ReactorDriver implements ProcessorDriver {
  private readonly trail = new Trail();
  private emitted: bigint | undefined;
  /** The first event that it is not done with. */
  private pending: bigint | undefined;
  /** Set aside, but not yet in the table: the checkpoint could not move. */
  private aside: DeadLetter[] = [];
  /** Asked for, but not yet in the table. */
  private deadlines = new Map<string, Deadline>();
  private allDue = false;
  private readonly patience = new Patience();

  constructor(
    private readonly database: ReadDatabase,
    private readonly build: RunningBuild,
    private readonly reactor: Reactor,
  ) {}

  observe(events: readonly StoredEvent[]): void {
    this.reactor.observe?.(events);
  }

  async deliver(batch: KeyedBatch): Promise<Receipt> {
    const deadLetters = await this.react(batch);
    this.trail.add(batch.step, batch.events);
    const reached = this.trail.before(this.pending);
    this.aside.push(...deadLetters, ...batch.behind);
    const step = reached && this.stepTo(batch.step, reached);
    const kept = step && (await this.commit(step, reached));
    return { step: kept?.step, failed: failuresIn([...deadLetters, ...(kept?.refused ?? [])]), pending: this.pending !== undefined };
  }

  get mayRetry(): boolean {
    return this.aside.length === 0;
  }

  /** What it is not done with stays where it is and is handed over once more later: repeating appends nothing new. */
  async retry<T>({ load, settle }: Retrial<T>): Promise<T> {
    const queued = await this.database.transaction(load);
    const [failed] = await this.again(queued);
    const asked = this.asked.filter(({ key }) => key === queued.key);
    const settled = await keeping(this.database, async (tx, how) => {
      const [refused] = await how.setDeadlines(tx, this.build, asked, () => 0n);
      const outcome = await settle(tx, outcomeOf(queued, refused ? failedAtOnce(queued, refused.error) : failed, this.pending));
      if (this.allDue) await hastenDeadlines(tx, this.build, ALL_PARTITIONS);
      await this.tell(tx, partitionOf(queued.key));
      return outcome;
    });
    this.deadlines.delete(queued.key);
    this.allDue = false;
    return settled;
  }

  /** What it asks for next is kept only as long as the partitions are ours: another owner asks for itself. */
  async wake(keys: readonly DueKey[], owned: readonly OwnedRange[]): Promise<readonly DeadLetter[]> {
    const placeOf = ({ partition }: DueKey) => owned.find(({ first, last }) => first <= partition && partition <= last)?.commit ?? 0n;
    const failed = await this.call(keys, placeOf);
    const deadLetters = await keeping(this.database, async (tx, how) => {
      for (const range of owned) await holdRange(tx, this.build, range);
      const refused = await how.setDeadlines(tx, this.build, this.asked, placeOf);
      await setAside(tx, this.build, [...failed, ...refused]);
      await this.tell(tx, owned[0]?.first);
      return [...failed, ...refused];
    });
    this.deadlines.clear();
    return deadLetters;
  }

  async reset(): Promise<void> {
    this.trail.clear();
    this.aside = [];
    this.deadlines.clear();
    this.allDue = false;
    this.emitted = undefined;
    this.pending = undefined;
    this.reactor.interrupted();
  }

  private stepTo(step: Advance, { commit, prepare, lastEvent }: Foothold): Advance | undefined {
    const ranges = step.ranges.filter((range) => range.commit < commit);
    return ranges.length === 0 ? undefined : { ...step, commit, prepare, lastEvent, ranges, emitted: this.emitted };
  }

  /** Moves the checkpoint with all that waited for it. An event that Postgres cannot name and deadlines that it does not take stop their keys. */
  private async commit(step: Advance, { last }: Foothold): Promise<{ readonly step: Advance; readonly refused: readonly DeadLetter[] }> {
    const kept = await keeping(this.database, async (tx, how) => {
      const advanced = await how.advance(tx, this.build, step);
      const unnamed = advanced.refused && last ? [deadLetterOf(last, advanced.refused.error)] : [];
      const aside = [...this.aside, ...unnamed];
      const refused = await how.setDeadlines(tx, this.build, this.asked, ({ key }) => placeBefore(aside, key) ?? step.commit);
      await setAside(tx, this.build, [...aside, ...refused]);
      if (this.allDue) await hastenDeadlines(tx, this.build, step.ranges.flatMap(partitionsIn));
      return { step: advanced.step, refused: [...unnamed, ...refused] };
    });
    this.aside = [];
    this.deadlines.clear();
    this.allDue = false;
    return kept;
  }

  private note({ emitted, deadlines = [], allDue = false }: Reaction): void {
    this.allDue ||= allDue;
    this.emitted = latestPosition(this.emitted, emitted);
    for (const deadline of deadlines) this.deadlines.set(deadline.key, deadline);
  }

  /** What was appended, when no checkpoint moves. */
  private async tell(tx: Queryable, partition: number | undefined): Promise<void> {
    if (partition !== undefined && this.emitted !== undefined) await noteEmitted(tx, this.build, partition, this.emitted);
  }

  private get asked(): StoredDeadline[] {
    return [...this.deadlines.values()].map(({ key, due }) => ({ key, due, partition: partitionOf(key) }));
  }

  /** Repeating what it had appended appends nothing. */
  private async react({ events, past }: KeyedBatch): Promise<readonly DeadLetter[]> {
    const failure = await this.attempt(events, past);
    if (failure && events.length === 0) throw failure.error;
    const deadLetters = failure ? await handleKeysOrSetAside(byKey(events), (some) => this.attempt(some, past)) : [];
    this.patience.renew();
    return deadLetters;
  }

  /** A deadline first: it says how all that is known of the key looks now. */
  private async again({ key, deadline, events }: Queued): Promise<readonly DeadLetter[]> {
    const failure = deadline === undefined ? undefined : await this.attemptDue([key]);
    if (failure) return [deadLetterOfDeadline(this.build.name, key, deadline ?? 0n, failure.error)];
    return handleOrSetAside(events, (some) => this.attempt(some, false));
  }

  /** Several keys whose time has come; one that fails three times must not keep the others waiting. */
  private async call(due: readonly DueKey[], placeOf: (due: DueKey) => bigint): Promise<readonly DeadLetter[]> {
    const together = (some: readonly DueKey[]) => this.attemptDue(some.map(({ key }) => key));
    const alone = async (one: DueKey): Promise<readonly DeadLetter[]> => {
      const failure = (await together([one])) && (await together([one]));
      return failure ? [deadLetterOfDeadline(this.build.name, one.key, placeOf(one), failure.error)] : [];
    };
    return (await together(due)) ? searchByHalves(due, { together, alone }) : [];
  }

  private attempt(events: readonly KeyedEvent[], past: boolean): Promise<Failure | undefined> {
    return this.patience.unlessPassing(async () => {
      const reaction = await this.reactor.handle(readableOf(events), past);
      this.note(reaction);
      this.pending = reaction.pending;
    });
  }

  private attemptDue(keys: readonly string[]): Promise<Failure | undefined> {
    return this.patience.unlessPassing(async () => this.note((await this.reactor.due?.(keys)) ?? {}));
  }
}

/** A place before what is about to be set aside of a key. */
function placeBefore(aside: readonly DeadLetter[], key: string): bigint | undefined {
  const first = aside.find((one) => one.key === key);
  return first && first.position - 1n;
}
