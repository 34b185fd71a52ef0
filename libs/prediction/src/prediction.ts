import {
  type EtaModel,
  etaFold,
  type Followed,
  followedFrom,
  isWorthALook,
  nextLook,
  type Occasion,
  type Outlook,
  outlookOf,
  recalculation,
} from '@waybill/domain';
import { type EventLog, StreamDeleted } from '@waybill/event-store';
import { etaStream, type Instant, latestOf, latestPosition, type StoredEvent, shipmentOfStream } from '@waybill/events';
import { forEachConcurrently, Turns } from '@waybill/platform';
import { StreamWriter } from '@waybill/streams';
import { LRUCache } from 'lru-cache';
import { defaultModel } from './default-model';
import { readFacts } from './facts';
import { bySites, bytesOf, followAll, isBySites, type Kept, newKept, QUIET_MS, waitingSince } from './kept';
import { liveModel, UnusableModel } from './models';
import { loadSites, type SiteBook } from './site-book';

/** What came of a call. */
export interface Predicted {
  /** Last position that was appended. */
  readonly emitted?: bigint;
  /** When to look at shipments again; null = not before something comes. */
  readonly deadlines: readonly { readonly key: string; readonly due: number | null }[];
  /** Sites have changed: every shipment that is expected has to be looked at. */
  readonly allDue?: boolean;
}

const CACHE_BYTES = 48 * 1024 * 1024;
/** Streams of predictions are short, and only what was said last of each is remembered. */
const STREAM_CACHE_BYTES = 16 * 1024 * 1024;
/** Due before anything that a clock sets. */
const AT_ONCE = 0;
/** Shipments of the past that are known to be due; of more than these it is written again. */
const MOST_PASSED = 100_000;

interface Task {
  readonly shipmentId: string;
  /** New events of its stream; none when its time has come. */
  readonly events: StoredEvent[];
  readonly isDue: boolean;
}

interface Parts {
  readonly log: EventLog;
  readonly clock: { now(): number };
  /** Told when the promoted model cannot be used. */
  readonly warn?: (problem: string) => void;
  /** Called as something long goes on. */
  readonly alive?: () => void;
}

/**
 * Says when shipments are expected, and says it again when that has changed. A shipment whose facts come in order is kept in memory and costs
 * no read; one whose facts come late or are corrected is read again, once per batch. What is said is said as of now, with all that is known:
 * what was missed while nothing ran is looked at once, and not as it would have been.
 */
export class ArrivalPrediction {
  private readonly kept = new LRUCache<string, Kept>({ maxSize: CACHE_BYTES, sizeCalculation: bytesOf });
  /** Shipments that had facts in the past of the log, and are due for that. */
  private readonly passed = new LRUCache<string, true>({ max: MOST_PASSED });
  private readonly writer: StreamWriter;
  private readonly turns = new Turns();
  private model: Promise<EtaModel> | undefined;
  private book: Promise<SiteBook> | undefined;
  /** Kept until a call has succeeded as a whole: when one fails, what was done before that is not done again. */
  private deadlines = new Map<string, number | null>();
  private emitted: bigint | undefined;
  private allDue = false;

  private constructor(private readonly parts: Parts) {
    this.writer = new StreamWriter(parts.log, () => this.now(), STREAM_CACHE_BYTES);
  }

  static open(parts: Parts): ArrivalPrediction {
    return new ArrivalPrediction(parts);
  }

  private now(): Instant {
    return this.parts.clock.now() as Instant;
  }

  /** New events of shipments, sites and models. With `past`, much more follows in the log: shipments are only followed, and fall due at its end. */
  async handle(events: readonly StoredEvent[], past = false): Promise<Predicted> {
    const book = await this.sites();
    const tasks = new Map<string, Task>();
    for (const event of events) {
      if (event.type === 'dev.waybill.eta-model-promoted.v1') this.model = undefined;
      if (event.stream.startsWith('site-')) this.draw(book, event);
      const shipmentId = shipmentOfStream(event.stream);
      if (shipmentId === undefined) continue;
      const task = tasks.get(shipmentId) ?? { shipmentId, events: [], isDue: false };
      task.events.push(event);
      tasks.set(shipmentId, task);
    }
    return this.all([...tasks.values()], (task) => (past ? this.pass(task, book) : this.lookUnlessErased(task, book)));
  }

  /** Shipments whose deadline has passed. */
  async due(shipmentIds: readonly string[]): Promise<Predicted> {
    const book = await this.sites();
    const tasks = shipmentIds.map((shipmentId) => ({ shipmentId, events: [], isDue: true }));
    return this.all(tasks, (task) => this.lookUnlessErased(task, book));
  }

  /** What was said, by whatever process, and when to look again has to be made sure of. */
  interrupted(): void {
    [this.deadlines, this.emitted, this.allDue, this.model, this.book] = [new Map(), undefined, false, undefined, undefined];
    this.writer.recheckAll();
    this.passed.clear();
    for (const [shipmentId, { followed, site }] of [...this.kept.entries()].reverse())
      this.kept.set(shipmentId, { followed, site, sites: -1, mayLack: true });
  }

  private sites(): Promise<SiteBook> {
    this.book ??= loadSites(this.parts.log, this.parts.alive).catch((error) => {
      this.book = undefined;
      throw error;
    });
    return this.book;
  }

  private draw(book: SiteBook, event: StoredEvent): void {
    // Also when it was loaded before: no shipment has been looked at for it then.
    book.apply(event);
    this.allDue = true;
  }

  private async all(tasks: readonly Task[], work: (task: Task) => Promise<void>): Promise<Predicted> {
    await forEachConcurrently(tasks, work);
    const predicted = { emitted: this.emitted, deadlines: [...this.deadlines].map(([key, due]) => ({ key, due })), allDue: this.allDue };
    [this.deadlines, this.emitted, this.allDue] = [new Map(), undefined, false];
    return predicted;
  }

  /** What is remembered of it; undefined when it has to be read. */
  private knownOf({ shipmentId, events: [first] }: Task, book: SiteBook): Kept | undefined {
    const kept = this.kept.get(shipmentId) ?? (first?.revision === 0 ? newKept : undefined);
    return kept && isBySites(kept, book) ? kept : undefined;
  }

  /** What cannot be followed is forgotten: it is read once, when it is called, and not for each late fact. */
  private async pass(task: Task, book: SiteBook): Promise<void> {
    const { shipmentId, events } = task;
    const known = this.knownOf(task, book);
    const followed = await this.turns.through(followAll(known, events, book));
    if (followed) this.kept.set(shipmentId, { followed, ...bySites(followed, known, book), mayLack: false });
    else this.kept.delete(shipmentId);
    if (this.passed.get(shipmentId)) return;
    this.passed.set(shipmentId, true);
    this.deadlines.set(shipmentId, AT_ONCE);
  }

  /** Of a shipment whose stream, or that of its predictions, was deleted for good, nothing is said any more. */
  private async lookUnlessErased(task: Task, book: SiteBook): Promise<void> {
    try {
      await this.look(task, book);
    } catch (error) {
      if (!(error instanceof StreamDeleted)) throw error;
      this.kept.delete(task.shipmentId);
      this.deadlines.set(task.shipmentId, null);
    }
  }

  private async look(task: Task, book: SiteBook): Promise<void> {
    const { shipmentId, events, isDue } = task;
    const missed = this.passed.delete(shipmentId);
    const known = this.knownOf(task, book);
    const followed = (await this.turns.through(followAll(known, events, book))) ?? (await this.read(shipmentId, book));
    const { looked, due } = isDue ? { looked: undefined, due: undefined } : (known ?? newKept);
    const { site, sites } = bySites(followed, known, book);
    const kept = { followed, site, sites, looked, due, mayLack: false };
    const { cause, plan, observed } = followed;
    if (!cause || !plan) return this.keep(shipmentId, kept, undefined);
    const since = waitingSince(cause, { ...kept, waitingSince: known?.waitingSince }, isDue, this.now());
    if (since) return this.keep(shipmentId, { ...kept, waitingSince: since }, (this.now() + QUIET_MS) as Instant);
    if (!isWorthALook(cause, looked)) return this.keep(shipmentId, kept, due ?? undefined);
    const asOf = latestOf(this.now(), observed.newest ?? this.now());
    const outlook = outlookOf(observed, plan, await this.liveModel(), asOf);
    await this.say(outlook, { shipmentId, cause, byClock: isDue, missed, asOf });
    const expected = outlook.kind === 'expected' ? outlook.prediction.p50 : undefined;
    this.keep(shipmentId, { ...kept, looked: { ...cause, expected } }, nextLook(outlook, observed, plan, asOf));
  }

  private async read(shipmentId: string, { targetOf }: SiteBook): Promise<Followed> {
    return this.turns.through(followedFrom(await readFacts(this.parts.log, shipmentId), targetOf));
  }

  /** Appends what is to be said, unless it was. */
  private async say(outlook: Outlook, occasion: Occasion): Promise<void> {
    const stream = etaStream(occasion.shipmentId);
    const { state } = await this.writer.load(etaFold, stream);
    if (!recalculation(state, outlook, occasion)) return;
    const { result, position } = await this.writer.write(etaFold, stream, (view) => {
      const event = recalculation(view.state, outlook, occasion);
      const events = event && !view.seen.has(event.eventId) ? [event] : [];
      return { events, result: events.length > 0 };
    });
    if (result) this.emitted = latestPosition(position, this.emitted);
  }

  /** A deadline that comes too early is only looked at once more; so one that moves away with each fact is not written each time. */
  private keep(shipmentId: string, kept: Kept, wanted: Instant | undefined): void {
    const { due } = kept;
    const stands = due !== undefined && (wanted === undefined ? due === null : due !== null && due <= wanted);
    if (!stands) this.deadlines.set(shipmentId, wanted ?? null);
    this.kept.set(shipmentId, stands ? kept : { ...kept, due: wanted ?? null });
  }

  private liveModel(): Promise<EtaModel> {
    this.model ??= liveModel(this.parts.log).catch((error: unknown) => {
      if (!(error instanceof UnusableModel)) {
        this.model = undefined;
        throw error;
      }
      this.parts.warn?.(`${error.message} The default model predicts in its place.`);
      return defaultModel();
    });
    return this.model;
  }
}
