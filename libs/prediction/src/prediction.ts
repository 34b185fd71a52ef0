import {
  type EtaModel,
  etaFold,
  type Followed,
  followedFrom,
  isHistory,
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
import { bytesOf, followAll, type Kept, newKept } from './kept';
import { liveModel, UnusableModel } from './models';

/** What came of a call. */
export interface Predicted {
  /** Last position that was appended. */
  readonly emitted?: bigint;
  /** When to look at shipments again; null = not before something comes. */
  readonly deadlines: readonly { readonly key: string; readonly due: number | null }[];
}

const CACHE_BYTES = 48 * 1024 * 1024;
/** Streams of predictions are short, and only what was said last of each is remembered. */
const STREAM_CACHE_BYTES = 16 * 1024 * 1024;
/** Due before anything that a clock sets. */
const AT_ONCE = 0;
/** Shipments of the past that are known to be due; of more than these it is written again. */
const MOST_PASSED = 100_000;
/** While the past of a shipment is being loaded, it is looked at so often, in milliseconds. */
const HISTORY_EVERY_MS = 60_000;

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
  /** Kept until a call has succeeded as a whole: when one fails, what was done before that is not done again. */
  private deadlines = new Map<string, number | null>();
  private emitted: bigint | undefined;

  private constructor(private readonly parts: Parts) {
    this.writer = new StreamWriter(parts.log, () => this.now(), STREAM_CACHE_BYTES);
  }

  static open(parts: Parts): ArrivalPrediction {
    return new ArrivalPrediction(parts);
  }

  private now(): Instant {
    return this.parts.clock.now() as Instant;
  }

  /** New events of shipments and of models. With `past`, much more follows in the log: shipments are only followed, and fall due at its end. */
  async handle(events: readonly StoredEvent[], past = false): Promise<Predicted> {
    const tasks = new Map<string, Task>();
    for (const event of events) {
      if (event.type === 'dev.waybill.eta-model-promoted.v1') this.model = undefined;
      const shipmentId = shipmentOfStream(event.stream);
      if (shipmentId === undefined) continue;
      const task = tasks.get(shipmentId) ?? { shipmentId, events: [], isDue: false };
      task.events.push(event);
      tasks.set(shipmentId, task);
    }
    return this.all([...tasks.values()], (task) => (past ? this.pass(task) : this.lookUnlessErased(task)));
  }

  /** Shipments whose deadline has passed. */
  due(shipmentIds: readonly string[]): Promise<Predicted> {
    const tasks = shipmentIds.map((shipmentId) => ({ shipmentId, events: [], isDue: true }));
    return this.all(tasks, (task) => this.lookUnlessErased(task));
  }

  /** What was said, by whatever process, and when to look again has to be made sure of. */
  interrupted(): void {
    [this.deadlines, this.emitted, this.model] = [new Map(), undefined, undefined];
    this.writer.recheckAll();
    this.passed.clear();
    for (const [shipmentId, { followed }] of [...this.kept.entries()].reverse()) this.kept.set(shipmentId, { followed, mayLack: true });
  }

  private async all(tasks: readonly Task[], work: (task: Task) => Promise<void>): Promise<Predicted> {
    await forEachConcurrently(tasks, work);
    const predicted = { emitted: this.emitted, deadlines: [...this.deadlines].map(([key, due]) => ({ key, due })) };
    [this.deadlines, this.emitted] = [new Map(), undefined];
    return predicted;
  }

  private knownOf({ shipmentId, events: [first] }: Task): Kept | undefined {
    return this.kept.get(shipmentId) ?? (first?.revision === 0 ? newKept : undefined);
  }

  /** What cannot be followed is forgotten: it is read once, when it is called, and not for each late fact. */
  private async pass(task: Task): Promise<void> {
    const { shipmentId, events } = task;
    const followed = await this.turns.through(followAll(this.knownOf(task), events));
    if (followed) this.kept.set(shipmentId, { followed, mayLack: false });
    else this.kept.delete(shipmentId);
    if (this.passed.get(shipmentId)) return;
    this.passed.set(shipmentId, true);
    this.deadlines.set(shipmentId, AT_ONCE);
  }

  /** Of a shipment whose stream, or that of its predictions, was deleted for good, nothing is said any more. */
  private async lookUnlessErased(task: Task): Promise<void> {
    try {
      await this.look(task);
    } catch (error) {
      if (!(error instanceof StreamDeleted)) throw error;
      this.kept.delete(task.shipmentId);
      this.deadlines.set(task.shipmentId, null);
    }
  }

  private async look(task: Task): Promise<void> {
    const { shipmentId, events, isDue } = task;
    this.passed.delete(shipmentId);
    const known = this.knownOf(task);
    const followed = (await this.turns.through(followAll(known, events))) ?? (await this.read(shipmentId));
    const { looked, due } = isDue ? { looked: undefined, due: undefined } : (known ?? newKept);
    const kept = { followed, looked, due, mayLack: false };
    const { cause, plan, observed } = followed;
    if (!cause || !plan) return this.keep(shipmentId, kept, undefined);
    if (!isDue && isHistory(cause, observed, this.now())) return this.keep(shipmentId, kept, (this.now() + HISTORY_EVERY_MS) as Instant);
    if (!isWorthALook(cause, looked)) return this.keep(shipmentId, kept, due ?? undefined);
    const asOf = latestOf(this.now(), observed.newest ?? this.now());
    const outlook = outlookOf(observed, plan, await this.liveModel(), asOf);
    await this.say(outlook, { shipmentId, cause, byClock: isDue, asOf });
    this.keep(shipmentId, { ...kept, looked: cause }, nextLook(outlook, observed, plan, asOf));
  }

  private async read(shipmentId: string): Promise<Followed> {
    return this.turns.through(followedFrom(await readFacts(this.parts.log, shipmentId)));
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
