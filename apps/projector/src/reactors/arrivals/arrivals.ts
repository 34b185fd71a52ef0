import {
  type ArrivalsSeen,
  announcementDue,
  arrivalsFold,
  countsForStatus,
  endsJourney,
  expectationBy,
  isAtEnd,
  keepsItsSite,
  milestoneOf,
  missingArrivals,
  notVisiting,
  type ShipmentArrivals,
  type Site,
} from '@waybill/domain';
import { type EventLog, StreamDeleted } from '@waybill/event-store';
import { arrivalsStream, type Instant, latestPosition, type StoredEvent, shipmentOfEtaStream, shipmentOfStream } from '@waybill/events';
import { forEachConcurrently, Turns } from '@waybill/platform';
import { loadSites, type SiteBook } from '@waybill/prediction';
import { StreamWriter } from '@waybill/streams';
import { LRUCache } from 'lru-cache';
import type { Reaction, Reactor, ReactorContext } from '../../processor';
import { type AtSite, etaAfter, followAll, type Kept, planIn } from './kept';
import { caughtUp, readAtSite, readEta, readPlan } from './reads';

/** Most of them are on their way to no site, and cost little. */
const MOST_KEPT = 50_000;
/** What was said of a shipment's arrivals is little. */
const STREAM_CACHE_BYTES = 16 * 1024 * 1024;
/** Shipments of the past that are known to be due; of more than these it is written again. */
const MOST_PASSED = 100_000;
/** Due before anything that a clock sets. */
const AT_ONCE = 0;
/** A deadline for shipments that are under way and have none: so they are found when a site is made or changed. */
const FAR_AHEAD = 9_000_000_000_000_000;

interface Task {
  readonly shipmentId: string;
  /** New events of its stream, and of its predictions; none when its time has come. */
  readonly events: StoredEvent[];
  readonly predictions: StoredEvent[];
  readonly isDue: boolean;
}
const newTask = (shipmentId: string, isDue: boolean): Task => ({ shipmentId, events: [], predictions: [], isDue });

const endsIt = (event: StoredEvent): boolean => {
  const milestone = milestoneOf(event);
  return milestone !== undefined && countsForStatus(milestone) && endsJourney(milestone);
};

/**
 * Tells sites of the shipments that come to them: which site a destination belongs to, that an arrival is near, or is not after all, that
 * a shipment came and left. One that no site waits for costs next to nothing; one on its way to a site is kept in memory, and is read
 * again when its facts come late or are corrected, once per batch.
 */
export class Arrivals implements Reactor {
  private readonly kept = new LRUCache<string, Kept>({ max: MOST_KEPT });
  /** Shipments that had facts in the past of the log, and are due for that. */
  private readonly passed = new LRUCache<string, true>({ max: MOST_PASSED });
  private readonly writer: StreamWriter;
  private readonly turns = new Turns();
  private book: Promise<SiteBook> | undefined;
  /** The newest event that was handed over. */
  private last: StoredEvent | undefined;
  /** Kept until a call has succeeded as a whole: when one fails, what was done before that is not done again. */
  private deadlines = new Map<string, number | null>();
  private emitted: bigint | undefined;
  private allDue = false;

  constructor(private readonly context: Pick<ReactorContext, 'eventLog' | 'clock' | 'alive'>) {
    this.writer = new StreamWriter(context.eventLog, () => this.now(), STREAM_CACHE_BYTES);
  }

  private get log(): EventLog {
    return this.context.eventLog;
  }

  private now(): Instant {
    return this.context.clock.now() as Instant;
  }

  async handle(events: readonly StoredEvent[], past = false): Promise<Reaction> {
    const book = await this.sites();
    const tasks = new Map<string, Task>();
    for (const event of events) {
      if (!this.last || event.position > this.last.position) this.last = event;
      if (event.stream.startsWith('site-')) this.draw(book, event);
      else this.sort(event, tasks);
    }
    return this.all([...tasks.values()], (task) => (past ? this.pass(task, book) : this.lookUnlessErased(task, book)));
  }

  async due(shipmentIds: readonly string[]): Promise<Reaction> {
    const book = await this.sites();
    return this.all(
      shipmentIds.map((shipmentId) => newTask(shipmentId, true)),
      (task) => this.lookUnlessErased(task, book),
    );
  }

  /** What was said, by whatever process, and when to look again has to be made sure of; of shipments and sites something may be missing. */
  interrupted(): void {
    [this.deadlines, this.emitted, this.allDue, this.book] = [new Map(), undefined, false, undefined];
    this.writer.recheckAll();
    this.passed.clear();
    for (const [shipmentId, kept] of [...this.kept.entries()].reverse())
      this.kept.set(shipmentId, { ...kept, eta: undefined, due: undefined, mayLack: true });
  }

  private sites(): Promise<SiteBook> {
    this.book ??= this.load().catch((error) => {
      this.book = undefined;
      throw error;
    });
    return this.book;
  }

  /** What is remembered of a log that has been exchanged for an older copy is of no use, nor what was made of other books. */
  private async load(): Promise<SiteBook> {
    const { last } = this;
    const stands = last && (await this.log.eventAt({ commit: last.position, prepare: last.preparePosition }))?.eventId === last.eventId;
    if (!stands) this.last = undefined;
    if (!stands) this.kept.clear();
    else for (const [shipmentId, kept] of [...this.kept.entries()].reverse()) this.kept.set(shipmentId, { ...kept, sites: -1 });
    return loadSites(this.log, this.context.alive);
  }

  private draw(book: SiteBook, event: StoredEvent): void {
    // Also when it was loaded before: nothing was announced then.
    book.apply(event);
    this.allDue = true;
  }

  private sort(event: StoredEvent, tasks: Map<string, Task>): void {
    const own = shipmentOfStream(event.stream);
    const shipmentId = own ?? shipmentOfEtaStream(event.stream);
    if (shipmentId === undefined) return;
    const task = tasks.get(shipmentId) ?? newTask(shipmentId, false);
    tasks.set(shipmentId, task);
    (own ? task.events : task.predictions).push(event);
  }

  private async all(tasks: readonly Task[], work: (task: Task) => Promise<void>): Promise<Reaction> {
    await forEachConcurrently(tasks, work);
    const reaction = { emitted: this.emitted, deadlines: [...this.deadlines].map(([key, due]) => ({ key, due })), allDue: this.allDue };
    [this.deadlines, this.emitted, this.allDue] = [new Map(), undefined, false];
    return reaction;
  }

  /** Of a shipment whose stream, or that of its arrivals, was deleted for good, nothing is said any more. */
  private async lookUnlessErased(task: Task, book: SiteBook): Promise<void> {
    try {
      await this.look(task, book);
    } catch (error) {
      if (!(error instanceof StreamDeleted)) throw error;
      this.kept.delete(task.shipmentId);
      this.deadlines.set(task.shipmentId, null);
    }
  }
  /** What is known of a shipment, by the sites that there are now; undefined until it is registered. */
  private async knownOf(shipmentId: string, events: readonly StoredEvent[], book: SiteBook): Promise<Kept | undefined> {
    const known = this.kept.get(shipmentId);
    if (known?.sites === book.version) return known;
    const plan = known?.plan ?? planIn(events) ?? (await readPlan(this.log, shipmentId));
    return plan && { mayLack: false, ...known, plan, wanted: book.bindingOf(plan.destination), sites: book.version, free: false };
  }

  /** Much more follows: what is on its way to a site is looked at when it is called for that, and not for each of its facts. */
  private async pass(task: Task, book: SiteBook): Promise<void> {
    const { shipmentId, events } = task;
    if (book.version === 0) return this.note(task);
    const known = (this.kept.get(shipmentId) ?? planIn(events)) ? await this.knownOf(shipmentId, events, book) : undefined;
    if (known?.free) return this.note(task);
    this.kept.delete(shipmentId);
    if (this.passed.get(shipmentId)) return;
    this.passed.set(shipmentId, true);
    this.deadlines.set(shipmentId, AT_ONCE);
  }

  /** Of a shipment that no site waits for, it is enough to know that it is under way. */
  private note({ shipmentId, events }: Task): void {
    if (events.some(endsIt)) this.deadlines.set(shipmentId, null);
    else if (planIn(events)) this.deadlines.set(shipmentId, FAR_AHEAD);
  }

  private async look(task: Task, book: SiteBook): Promise<void> {
    const { shipmentId, events, predictions, isDue } = task;
    this.passed.delete(shipmentId);
    if (book.version === 0 && !isDue) return this.note(task);
    const found = await this.knownOf(shipmentId, events, book);
    if (!found) return;
    if (found.free && !isDue) return this.keep(shipmentId, found, events.some(endsIt) ? null : (found.due ?? FAR_AHEAD));
    const known = isDue ? { ...found, due: undefined } : found;
    const eta = predictions.reduce(etaAfter, known.eta);
    await this.tell(shipmentId, { ...known, eta }, events, book);
  }

  /** Says what is missing, once the rest of what the log knows of the shipment was looked at. */
  private async tell(shipmentId: string, known: Kept, events: readonly StoredEvent[], book: SiteBook, isCaughtUp = false): Promise<void> {
    const stream = arrivalsStream(shipmentId);
    const { state } = await this.writer.load(arrivalsFold, stream);
    const at = await this.siteOf(shipmentId, known, state, events, book);
    const eta = at ? (known.eta ?? (await readEta(this.log, shipmentId))) : undefined;
    const kept: Kept = { ...known, at, eta, mayLack: false, free: !at && state.siteId === undefined };
    const seen = this.seenOf(shipmentId, kept, book.find(state.siteId));
    if (missingArrivals(state, seen).length === 0) return this.keep(shipmentId, kept, dueAfter(state, kept, seen, events));
    if (!isCaughtUp) return this.tell(shipmentId, { ...kept, eta: undefined, mayLack: true }, events, book, true);
    const { result, position } = await this.writer.write(arrivalsFold, stream, (view) => {
      const missing = missingArrivals(view.state, seen);
      return { events: missing, result: missing.length > 0 };
    });
    if (result) this.emitted = latestPosition(position, this.emitted);
    const { state: after } = await this.writer.load(arrivalsFold, stream);
    this.keep(shipmentId, { ...kept, free: !at && after.siteId === undefined }, dueAfter(after, kept, seen, events));
  }

  private seenOf(shipmentId: string, { at, eta, wanted }: Kept, former: Site | undefined): ArrivalsSeen {
    const visiting = at?.followed.visiting ?? notVisiting;
    const bound = at && { site: at.site, by: wanted?.by ?? 'place' };
    return { shipmentId, bound, former, visits: visiting.visits, expectation: expectationBy(visiting, eta?.arrival), asOf: this.now() };
  }

  /**
   * The shipment on its way to the site that its destination belongs to. That is another one when sites have changed, unless the shipment
   * has been there, or has come to its end; one that has ended before is not bound at all.
   */
  private async siteOf(
    shipmentId: string,
    known: Kept,
    { siteId }: ShipmentArrivals,
    events: readonly StoredEvent[],
    book: SiteBook,
  ): Promise<AtSite | undefined> {
    const { wanted } = known;
    const current = book.find(siteId);
    const site = current ?? wanted?.site;
    const at = site && (await this.follow(shipmentId, known, site, events));
    if (!at || wanted?.site.siteId === siteId) return at;
    const { visiting } = at.followed;
    if (!current) return isAtEnd(visiting) ? undefined : at;
    if (keepsItsSite(visiting)) return at;
    return wanted && this.follow(shipmentId, known, wanted.site, events);
  }

  /** What cannot be followed in memory is read. */
  private async follow(shipmentId: string, { plan, at, mayLack }: Kept, site: Site, events: readonly StoredEvent[]): Promise<AtSite> {
    const isThis = at?.site.siteId === site.siteId && at.site.revision === site.revision;
    const followed =
      at && isThis && (mayLack ? await caughtUp(this.log, this.turns, shipmentId, at) : await this.turns.through(followAll(at, events)));
    return followed || readAtSite(this.log, this.turns, shipmentId, plan, site);
  }

  /** A deadline that comes too early is only looked at once more; so one that moves away with each prediction is not written each time. */
  private keep(shipmentId: string, kept: Kept, wanted: number | null): void {
    const { due } = kept;
    const stands = due !== undefined && (wanted === null ? due === null : due !== null && due <= wanted);
    if (!stands) this.deadlines.set(shipmentId, wanted);
    this.kept.set(shipmentId, stands ? kept : { ...kept, due: wanted });
  }
}

/** When to look at a shipment again if nothing is heard of it until then. */
function dueAfter(
  { approach }: ShipmentArrivals,
  { at }: Kept,
  { expectation }: ArrivalsSeen,
  events: readonly StoredEvent[],
): number | null {
  if (!at) return events.some(endsIt) ? null : FAR_AHEAD;
  if (isAtEnd(at.followed.visiting)) return null;
  return announcementDue(approach, expectation, at.site.leadTimeMs) ?? FAR_AHEAD;
}
