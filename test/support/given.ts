import { EventLog, LOG_START, type LogPosition } from '@waybill/event-store';
import { isReportType, type StoredEvent, shipmentStream } from '@waybill/events';
import type { Attribution } from '@waybill/tracking';
import { type RunningEventNode, startEventNode } from './event-node';
import { minute, type StoryEvent, tell } from './shipment-story';
import { eventsBehind, eventsOf } from './stored-events';

/** An event node for the specs of one file, and its log. Sets up and tears down by itself. */
export function ownStore() {
  let node: RunningEventNode;
  let log: EventLog;
  beforeAll(async () => {
    node = await startEventNode();
    log = EventLog.connect(node.address);
  });
  afterAll(async () => {
    await log?.close();
    await node?.stop();
  });
  return {
    get log() {
      return log;
    },
    get address() {
      return node.address;
    },
  };
}

/** What is handed events as they come to the log, and may append others. */
export interface Reactor<R = unknown> {
  handle(events: readonly StoredEvent[]): Promise<R>;
}

/** A story as it comes to a log, and the reactors that are told of it. */
export class Story {
  /** Minute of the story that it is now. */
  now = 0;
  readonly clock = { now: () => minute(this.now), monotonic: () => performance.now() };
  private news: readonly StoryEvent[] = [];
  private handed: LogPosition = LOG_START;

  constructor(
    private readonly store: { readonly log: EventLog },
    private readonly reactors: readonly Reactor[],
  ) {}

  /** What stood in the log before counts as handed on. */
  from(position: LogPosition): this {
    this.handed = position;
    return this;
  }

  /** What comes to the log next. @param now minute of the story that it is then */
  heard(news: readonly StoryEvent[], now = this.now): this {
    [this.news, this.now] = [[...this.news, ...news], now];
    return this;
  }

  /** Appends what was heard; answers it as the log has it now, in its order. */
  async events(): Promise<StoredEvent[]> {
    const streams = new Set(this.news.map(({ stream }) => stream));
    const before = await this.store.log.head();
    await this.append();
    return (await this.behind(before)).filter(({ stream }) => streams.has(stream));
  }

  /** Appends what was heard, and hands just that to reactors, in turn; answers what the first of them answers. */
  async by<R>(reactor: Reactor<R>, ...others: readonly Reactor[]): Promise<R> {
    const events = await this.events();
    const answer = await reactor.handle(events);
    for (const other of others) await other.handle(events);
    return answer;
  }

  /** Appends what was heard, and hands on what is new in the log until nothing more comes of it. */
  async settles(): Promise<void> {
    await this.append();
    for (let news = await this.behind(this.handed); news.length > 0; news = await this.behind(this.handed)) {
      for (const { position: commit, preparePosition: prepare } of news.slice(-1)) this.handed = { commit, prepare };
      for (const reactor of this.reactors) await reactor.handle(news);
    }
  }

  /** Ids of the reports that count for a shipment, sorted: those that were not taken back. */
  async counting(shipmentId: string): Promise<string[]> {
    const reports = new Map<string, string>();
    const out = new Set<string>();
    for (const event of await eventsOf(this.store.log, shipmentStream(shipmentId))) {
      if (isReportType(event.type)) reports.set(event.eventId, event.metadata.id);
      if (event.type === 'dev.waybill.fact-retracted.v1') out.add(event.data.eventId);
      if (event.type === 'dev.waybill.fact-reinstated.v1') out.delete(event.data.eventId);
    }
    return [...reports].flatMap(([eventId, id]) => (out.has(eventId) ? [] : [id])).sort();
  }

  private async append(): Promise<void> {
    await tell(this.store.log, this.news);
    this.news = [];
  }

  private behind(from: LogPosition): Promise<StoredEvent[]> {
    return eventsBehind(this.store.log, from);
  }
}

/** A log in which a story comes, from its beginning, and reactors that are told of all of it: `given(store).heard(events).settles()`. */
export const given = (store: { readonly log: EventLog }, ...reactors: readonly Reactor[]): Story => new Story(store, reactors);

/** An attribution that handles the streams of one prefix, as a process does that owns a part of them, and goes on until it is done. */
export const attributing = (attribution: Attribution, own = /^(shipment|identifier)-/): Reactor => ({
  async handle(events) {
    attribution.observe(events);
    let { pending } = await attribution.handle(events.filter(({ stream }) => own.test(stream)));
    while (pending !== undefined) ({ pending } = await attribution.handle([]));
  },
});
