import { type CrossingSeen, type Derived, exceptionsFold, nextSnoozeEnd } from '@waybill/domain';
import { type EventLog, StreamDeleted, understood } from '@waybill/event-store';
import {
  exceptionsStream,
  type Instant,
  instantAt,
  latestPosition,
  type NewEvent,
  type StoredEvent,
  shipmentOfEtaStream,
  shipmentOfExceptionsStream,
  shipmentOfStream,
  shipmentStream,
} from '@waybill/events';
import { forEachConcurrently, Turns } from '@waybill/platform';
import { StreamWriter } from '@waybill/streams';
import { LRUCache } from 'lru-cache';
import { crossingsOf } from './crossings';
import { lastBefore, resume } from './earlier';
import { readFacts } from './facts';
import { type FenceBook, loadFences } from './fences';
import {
  bytesOf,
  followAll,
  hasGap,
  type Kept,
  moved,
  newKept,
  passedBy,
  type Shipment,
  saidOf,
  saysNothingOfLateness,
  saysSame,
  stillHolds,
} from './kept';
import { missingIn } from './missing';
import type { Detected, Task } from './task';
import { deriveInSteps, episodesWith, findingsAtFences, follow, isOver, nextChange, type Watched } from './watched';

const CACHE_BYTES = 48 * 1024 * 1024;
/** Streams of exceptions are short. */
const STREAM_CACHE_BYTES = 16 * 1024 * 1024;
/** Due before anything that a clock sets. */
const AT_ONCE = 0;
/** Shipments of the past that are known to have that deadline; of more than these it is written again. */
const MOST_TO_COMPARE = 100_000;
/** A deadline for shipments that are under way and have none: so they are found when all have to be looked at. */
const FAR_FUTURE = instantAt(9_000_000_000_000_000);

const earlier = (a: Instant | undefined, b: Instant | undefined): Instant | undefined =>
  a === undefined || (b !== undefined && b < a) ? b : a;

/** Events that are appended at a time. */
const PART = 500;

/**
 * Compares what the facts of shipments show with their exceptions, and appends the difference. A shipment whose facts come in order is
 * kept in memory and costs no read; one whose facts come late goes on from an earlier state, which costs the events since; one whose facts
 * come later still, or are corrected, is derived again from its stream. Either is done once per batch. Before
 * anything is said of a shipment the rest of its stream is looked at, so that what the log knows already raises nothing.
 */
export class ExceptionDetection {
  private readonly kept = new LRUCache<string, Kept>({ maxSize: CACHE_BYTES, sizeCalculation: bytesOf });
  /** Shipments that had facts in the past of the log, and are due for that. */
  private readonly toCompare = new LRUCache<string, true>({ max: MOST_TO_COMPARE });
  private readonly writer: StreamWriter;
  private readonly turns = new Turns();
  private loading: Promise<FenceBook> | undefined;
  private book: FenceBook | undefined;
  /** The newest event that was handed over. */
  private last: StoredEvent | undefined;
  /** Kept until a call has succeeded as a whole: when one fails, what was done before that is not done again. */
  private deadlines = new Map<string, number | null>();
  private emitted: bigint | undefined;
  private allDue = false;

  private constructor(
    private readonly log: EventLog,
    private readonly now: () => Instant,
    private readonly alive: () => void,
  ) {
    this.writer = new StreamWriter(log, now, STREAM_CACHE_BYTES);
  }

  /** `alive` is called as something long goes on. */
  static open({ log, clock, alive = () => {} }: { log: EventLog; clock: { now(): number }; alive?: () => void }): ExceptionDetection {
    return new ExceptionDetection(log, () => instantAt(clock.now()), alive);
  }

  /**
   * New events of shipments, of their exceptions and of fences. With `past`, much more follows in the log: shipments are followed as far as
   * their facts come in order, and fall due; they are compared when they are called for that.
   */
  async handle(events: readonly StoredEvent[], past = false): Promise<Detected> {
    const fences = await this.fences();
    const tasks = new Map<string, Task>();
    for (const event of events) {
      if (!this.last || event.position > this.last.position) this.last = event;
      if (event.stream.startsWith('geofence-')) this.draw(fences, event);
      else this.sort(event, tasks);
    }
    return this.all([...tasks.values()], (task) => (past ? this.pass(task, fences) : this.lookUnlessErased(task, fences)));
  }

  /** Shipments whose deadline has passed. */
  async due(shipmentIds: readonly string[]): Promise<Detected> {
    const tasks = shipmentIds.map((shipmentId) => ({ shipmentId, events: [], isDue: true }));
    const fences = await this.fences();
    return this.all(tasks, (task) => this.lookUnlessErased(task, fences));
  }

  /**
   * Shipments and fences are remembered as far as they were seen; what was said of shipments, by whomever, and when to look again, has to
   * be made sure of.
   */
  interrupted(): void {
    [this.deadlines, this.emitted, this.allDue, this.loading] = [new Map(), undefined, false, undefined];
    this.writer.recheckAll();
    this.toCompare.clear();
    for (const [shipmentId, kept] of [...this.kept.entries()].reverse())
      this.kept.set(shipmentId, { ...kept, said: undefined, due: undefined, mayLack: true });
  }

  private fences(): Promise<FenceBook> {
    this.loading ??= this.goOn().catch((error) => {
      this.loading = undefined;
      throw error;
    });
    return this.loading;
  }

  /** All fences. What is remembered of a log that has been exchanged for an older copy is of no use. */
  private async goOn(): Promise<FenceBook> {
    const place = this.last && { commit: this.last.position, prepare: this.last.preparePosition };
    if (place && (await this.log.eventAt(place))?.eventId !== this.last?.eventId) {
      this.kept.clear();
      [this.book, this.last] = [undefined, undefined];
    }
    this.book = await loadFences(this.log, this.book && place ? { book: this.book, after: place } : undefined, this.alive);
    return this.book;
  }

  private draw(fences: FenceBook, event: StoredEvent): void {
    // Also when it was loaded before: no deadline was set for it then.
    fences.apply(event);
    this.allDue ||= fences.concernsEveryone(event, this.now());
  }

  private sort(event: StoredEvent, tasks: Map<string, Task>): void {
    const own = shipmentOfStream(event.stream);
    const predicted = shipmentOfEtaStream(event.stream);
    const shipmentId = own ?? predicted ?? shipmentOfExceptionsStream(event.stream);
    if (shipmentId === undefined || (predicted && saysNothingOfLateness(this.kept.get(predicted), event))) return;
    const task = tasks.get(shipmentId) ?? { shipmentId, events: [], isDue: false };
    tasks.set(shipmentId, task);
    if (own) task.events.push(event);
    else if (predicted) [task.isDue, task.isAnew] = [true, true];
    else {
      task.isDue = true;
      this.writer.absorb(exceptionsFold, event);
    }
  }

  private async all(tasks: readonly Task[], work: (task: Task) => Promise<void>): Promise<Detected> {
    await forEachConcurrently(tasks, work);
    const detected = { emitted: this.emitted, deadlines: [...this.deadlines].map(([key, due]) => ({ key, due })), allDue: this.allDue };
    [this.deadlines, this.emitted, this.allDue] = [new Map(), undefined, false];
    return detected;
  }

  /** Of a shipment whose stream, or that of its exceptions, was deleted for good, nothing is said any more. */
  private async lookUnlessErased(task: Task, fences: FenceBook): Promise<void> {
    try {
      await this.look(task, fences);
    } catch (error) {
      if (!(error instanceof StreamDeleted)) throw error;
      this.kept.delete(task.shipmentId);
      this.deadlines.set(task.shipmentId, null);
    }
  }

  /** What cannot be followed is forgotten: it is derived from its stream once, when it is called, and not for each late fact. */
  private async pass({ shipmentId, events }: Task, fences: FenceBook): Promise<void> {
    const known = this.kept.get(shipmentId) ?? (events[0]?.revision === 0 ? newKept : undefined);
    const passed = await this.turns.through(passedBy(known, events, fences));
    if (passed) this.kept.set(shipmentId, passed);
    else this.kept.delete(shipmentId);
    if (this.toCompare.get(shipmentId)) return;
    this.toCompare.set(shipmentId, true);
    this.deadlines.set(shipmentId, AT_ONCE);
  }

  private async look({ shipmentId, events, isDue, isAnew }: Task, fences: FenceBook): Promise<void> {
    this.toCompare.delete(shipmentId);
    const known = isAnew ? undefined : (this.kept.get(shipmentId) ?? (events[0]?.revision === 0 ? newKept : undefined));
    const before = known && stillHolds(known, fences) ? known : undefined;
    const watched =
      before && (hasGap(before, events) ? before.watched : await this.turns.through(followAll(before.watched, events, fences)));
    if (before && watched && !isDue && saysSame(before, watched)) {
      const fenceDue =
        before.fences === fences.version
          ? before.fenceDue
          : (await this.turns.through(findingsAtFences(watched, fences, before.saidAt))).next;
      const deadline = nextChange(watched, before.saidAt, fenceDue);
      if (deadline === undefined || deadline > this.now())
        return this.keep(shipmentId, { ...before, ...moved(before, watched), fences: fences.version, fenceDue }, deadline);
    }
    const current =
      (watched && (await this.catchUp(shipmentId, watched, fences))) ??
      (before && !before.watched.hasPredictions ? await this.resumed(shipmentId, before, events, fences) : undefined) ??
      (await this.turns.through(deriveInSteps(await readFacts(this.log, shipmentId), fences)));
    // What is kept for one that was called is passed, whatever it was: it is always asked for anew.
    const next = moved(before, current);
    this.kept.set(shipmentId, await this.say(shipmentId, next, isDue ? undefined : known?.due, fences));
  }

  /** The rest of its stream; undefined when that has to be derived again. */
  private async catchUp(shipmentId: string, watched: Watched, fences: FenceBook): Promise<Watched | undefined> {
    let next: Watched | undefined = watched;
    for await (const record of this.log.records(shipmentStream(shipmentId), { fromRevision: watched.revision + 1 })) {
      const event = understood(record);
      next = event ? follow(next, event, fences) : { ...next, revision: record.revision };
      if (!next) return undefined;
      await this.turns.next();
    }
    return next;
  }

  /** The rest of its stream from the last state that was before all that is late in it; undefined when none was. */
  private async resumed(
    shipmentId: string,
    { earlier }: Kept,
    late: readonly StoredEvent[],
    fences: FenceBook,
  ): Promise<Watched | undefined> {
    let [events, tried]: [StoredEvent[], Watched | undefined] = [[...late], undefined];
    for (let state = lastBefore(earlier, events); state && state !== tried; state = lastBefore(earlier, events)) {
      // What comes behind the events that were handed over may be later still.
      events = [];
      for await (const event of this.log.read(shipmentStream(shipmentId), { fromRevision: state.revision + 1 })) events.push(event);
      const resumed = resume(state, events, fences);
      if (resumed) return resumed;
      tried = state;
    }
    return undefined;
  }

  private async say(shipmentId: string, shipment: Shipment, due: Kept['due'], fences: FenceBook): Promise<Kept> {
    const { watched } = shipment;
    const saidAt = this.now();
    const found = await this.turns.through(findingsAtFences(watched, fences, saidAt));
    const said = await this.turns.through(saidOf(watched, fences, saidAt));
    const kept: Kept = { ...shipment, fences: fences.version, said, saidAt, fenceDue: found.next, due, mayLack: false };
    if (!watched.watch) return this.ask(shipmentId, kept, null);
    const derived = { shipmentId, episodes: episodesWith(watched, found, saidAt), asOf: saidAt };
    const snoozeEnd = await this.tell(derived, crossingsOf(watched, fences));
    const next = earlier(nextChange(watched, saidAt, found.next), snoozeEnd);
    return this.ask(shipmentId, kept, next ?? (isOver(watched) ? null : FAR_FUTURE));
  }

  /** Appends what is missing, a part at a time. Answers when the next exception that was put off comes back. */
  private async tell(derived: Derived, crossings: readonly CrossingSeen[]): Promise<Instant | undefined> {
    const stream = exceptionsStream(derived.shipmentId);
    for (;;) {
      const { revision, state } = await this.writer.load(exceptionsFold, stream);
      const events = await this.turns.through(missingIn(state, derived, crossings));
      if (events.length === 0) return nextSnoozeEnd(state);
      if (await this.append(stream, revision, events)) return nextSnoozeEnd((await this.writer.load(exceptionsFold, stream)).state);
    }
  }

  /** False when something else, the step of a person, came in between: then others may be missing. */
  private async append(stream: string, base: number, events: readonly NewEvent[]): Promise<boolean> {
    for (let begin = 0; begin < events.length; begin += PART) {
      const part = events.slice(begin, begin + PART);
      const { result, position } = await this.writer.write(exceptionsFold, stream, ({ revision }) => {
        const isNext = revision === base + begin;
        return { events: isNext ? part : [], divisible: true, result: isNext };
      });
      if (!result) return false;
      this.emitted = latestPosition(position, this.emitted);
    }
    return true;
  }

  /** A deadline that comes too early is only looked at once more; so one that moves away with each fact is not written each time. */
  private keep(shipmentId: string, kept: Kept, deadline: Instant | undefined): void {
    const { due } = kept;
    const isTooLate = deadline !== undefined && (due === undefined || due === null || deadline < due);
    this.kept.set(shipmentId, isTooLate ? this.ask(shipmentId, kept, deadline) : kept);
  }

  private ask(shipmentId: string, kept: Kept, due: Instant | null): Kept {
    if (kept.due !== due) this.deadlines.set(shipmentId, due);
    return { ...kept, due };
  }
}
