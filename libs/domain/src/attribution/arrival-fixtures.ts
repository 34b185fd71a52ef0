import { factOf, formatInstant, identifierStream, type NewEvent, parseInstant, shipmentStream, storedEventId } from '@waybill/events';
import { takeIn } from './api-fixtures';
import { type Incoming, ModelLog, Process, type Work } from './processes-fixtures';
import { ModelReactor } from './reactor-fixtures';
import { sameFact } from './same-fact';
import type { StoryStep } from './story-fixtures';

/** Numbers below a bound, the same ones for a seed (mulberry32). */
export type Chance = (below: number) => number;
export function chanceOf(seed: number): Chance {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const MINUTE = 60_000;
/** More steps than any arrival takes. */
const ENOUGH = 20_000;

/** Any order, but for decisions of one group; and a shipment is registered before it is loaded. */
export function shuffled(story: readonly StoryStep[], chance: Chance): StoryStep[] {
  const order = [...story];
  for (let i = order.length - 1; i > 0; i -= 1) {
    const j = chance(i + 1);
    [order[i], order[j]] = [order[j] as StoryStep, order[i] as StoryStep];
  }
  const groups = new Map<string, StoryStep[]>();
  for (const step of story) if (step.kind === 'decision') groups.set(step.group, [...(groups.get(step.group) ?? []), step]);
  return order.map((step) => (step.kind === 'decision' ? (groups.get(step.group)?.shift() as StoryStep) : step));
}

const recorded = <E extends NewEvent>(event: E, now: number): E => ({
  ...event,
  metadata: { ...event.metadata, recordedtime: formatInstant(now) },
});

function* decide(by: Process, step: Extract<StoryStep, { kind: 'decision' }>, leavesTrace: boolean): Work {
  const event = recorded(step.event, by.now);
  by.write(step.stream, ({ seen }) => (seen.has(event.eventId) ? [] : [event]));
  yield;
  if (step.unit && leavesTrace)
    by.write(identifierStream(step.unit), ({ stream, seen }) => {
      const trace = sameFact(stream, event);
      return seen.has(trace.eventId) ? [] : [trace];
    });
}

const homeOf = ({ identifier }: Incoming): string =>
  identifier.scheme === 'shipment' ? shipmentStream(identifier.value) : identifierStream(identifier);

/** False when the report is not there: the command is refused. */
function retract(by: Process, report: Incoming): boolean {
  const stream = homeOf(report);
  const eventId = storedEventId(report.metadata.source, report.metadata.id, stream);
  const isThere = by.refresh(stream).seen.has(eventId);
  const id = `retract ${eventId}`;
  const type = 'dev.waybill.fact-retracted.v1' as const;
  const metadata = { ...report.metadata, source: 'urn:waybill:command', id, recordedtime: formatInstant(by.now) };
  const retraction: NewEvent = { eventId: storedEventId(metadata.source, id, stream), type, data: { eventId, reason: 'wrong' }, metadata };
  if (isThere) by.write(stream, ({ seen }) => (seen.has(retraction.eventId) ? [] : [retraction]));
  return isThere;
}

/** One way in which a story comes in: an order, a split over processes, interruptions and repetitions. */
export class Arrival {
  readonly log = new ModelLog();
  private readonly apis = [new Process(this.log), new Process(this.log)];
  private readonly reactors: ModelReactor[];
  private readonly busy = new Map<ModelReactor, Work>();
  private readonly requests: Work[] = [];
  private readonly refused: StoryStep[] = [];
  private now = 0;
  private steps = 0;

  constructor(private readonly chance: Chance) {
    const owners = new Map<string, number>();
    const ownerOf = (stream: string): number => {
      const owner = owners.get(stream) ?? chance(2);
      owners.set(stream, owner);
      return owner;
    };
    this.reactors = [0, 1].map((n) => new ModelReactor(this.log, (stream) => ownerOf(stream) === n));
  }

  run(story: readonly StoryStep[]): this {
    for (const step of shuffled(story, this.chance)) {
      this.begin(step);
      for (let n = this.chance(12); n > 0; n -= 1) this.step();
    }
    this.settle();
    for (const step of this.refused.splice(0)) this.begin(step);
    this.settle();
    return this;
  }

  /** Until all is read, and nothing follows any more. */
  settle(): void {
    while (this.requests.length > 0 || this.busy.size > 0 || this.reactors.some(({ isIdle }) => !isIdle)) this.step();
  }

  private begin(step: StoryStep): void {
    const { time } = step.kind === 'decision' ? step.event.metadata : step.report.metadata;
    const now = Math.max(this.now, parseInstant(time) as number) + this.chance(3) * 7 * MINUTE;
    // Nothing is on its way for long: clocks that differ by more than ten minutes are not allowed for.
    while (now - this.now > 5 * MINUTE && this.requests.length > 0) this.step();
    this.now = now;
    const by = this.apis[this.chance(2)] as Process;
    // Their clocks differ.
    by.now = this.now + (this.chance(3) - 1) * 2 * MINUTE;
    if (step.kind === 'decision') {
      const work = decide(by, step, this.chance(4) > 0);
      work.next();
      this.requests.push(work);
    } else if (step.kind === 'retraction') {
      if (!retract(by, step.report)) this.refused.push(step);
    } else this.send(by, step.report);
  }

  /** A request that ends with its process is sent again. */
  private send(by: Process, incoming: Incoming): void {
    const report = recorded(incoming, by.now);
    if (this.chance(4) === 0) {
      const cut = takeIn(by, report);
      for (let n = this.chance(4); n >= 0; n -= 1) cut.next();
      const other = this.apis[this.chance(2)] as Process;
      other.now = by.now;
      this.requests.push(takeIn(other, recorded(incoming, by.now + MINUTE)));
    } else this.requests.push(takeIn(by, report));
  }

  private step(): void {
    this.steps += 1;
    if (this.steps > ENOUGH) throw new Error('it has no end');
    const dice = this.chance(160);
    if (dice === 0) this.interrupt();
    else if (dice === 1) this.apis[this.chance(2)]?.forget();
    else if (dice < 64 && this.requests.length > 0) this.advanceRequest();
    else this.advance(this.reactors[this.chance(2)] as ModelReactor);
  }

  private advanceRequest(): void {
    const n = this.chance(this.requests.length);
    if (this.requests[n]?.next().done) this.requests.splice(n, 1);
  }

  private advance(reactor: ModelReactor): void {
    if (!this.busy.has(reactor) && reactor.isIdle) return;
    reactor.now = this.now;
    const work = this.busy.get(reactor) ?? reactor.handle(1 + this.chance(6), this.chance(3) === 0);
    this.busy.set(reactor, work);
    if (work.next().done) this.busy.delete(reactor);
  }

  /** Each is told again what any of them was not done with; they may own other streams from then on. */
  private interrupt(): void {
    const from = Math.min(...this.reactors.map(({ checkpoint }) => checkpoint));
    this.busy.clear();
    if (this.chance(2) === 0) for (const reactor of this.reactors) reactor.owns = not(reactor.owns);
    for (const reactor of this.reactors) reactor.interrupted(from);
  }
}

const not = (owns: (stream: string) => boolean) => (stream: string) => !owns(stream);

/** What another reactor appends that is told the whole log from its beginning. */
export function addedAfresh(log: ModelLog): readonly NewEvent[] {
  const before = log.events.length;
  const reactor = new ModelReactor(log, () => true);
  reactor.now = parseInstant(log.events.at(-1)?.metadata.recordedtime ?? '') ?? 0;
  while (!reactor.isIdle) for (const _ of reactor.handle(Number.MAX_SAFE_INTEGER, true));
  return log.events.slice(before);
}

/** The reports of a story of which nothing is in the log. */
export const lostOf = (log: ModelLog, story: readonly StoryStep[]): string[] => {
  const kept = new Set(log.events.flatMap((event) => factOf(event)?.id ?? []));
  return story.flatMap((step) => (step.kind === 'report' && !kept.has(step.report.metadata.id) ? [step.report.metadata.id] : []));
};
