import { factOf, type Identifier, identifierStream, parseSubject, type StoredEvent, shipmentStream, writtenForm } from '@waybill/events';
import { retractedIn, type ShipmentState } from '../shipments';
import { given, taken } from './corrections';
import type { KnownStreams } from './known';
import { type ModelLog, Process, park, standingIn, unlessThere, type Work } from './processes-fixtures';
import { questionsOf } from './questions';
import { Reviews, recordedSince } from './reviews';
import { idIn, sameFact } from './same-fact';
import { type Settlement, settlement } from './settlement';
import { targetsOf } from './targets';

type Retraction = StoredEvent<'dev.waybill.fact-retracted.v1'>;

/** Appends what a settlement asks for. */
function* carryOut(by: Process, report: StoredEvent, identifier: Identifier, steps: readonly Settlement[]): Work {
  for (const step of steps) {
    yield;
    if (step.kind === 'park') park(by, writtenForm(report), identifier);
    else if (step.kind === 'give') give(by, report, step.shipmentId);
    else take(by, report, identifier, step.shipmentId);
  }
}

const give = (by: Process, report: StoredEvent, shipmentId: string): void =>
  by.write<ShipmentState>(
    shipmentStream(shipmentId),
    (memory) => given(report, memory, by.now),
    ({ phase }) => phase === 'unregistered',
  );

function take(by: Process, report: StoredEvent, identifier: Identifier, shipmentId: string): void {
  const kept = identifierStream(identifier);
  const isRetraction = (event: StoredEvent): event is Retraction =>
    event.type === 'dev.waybill.fact-retracted.v1' && event.data.eventId === idIn(kept, report);
  takeFor(by, report, shipmentId, by.log.read(kept).find(isRetraction));
}

const takeFor = (by: Process, report: StoredEvent, shipmentId: string, retraction: Retraction | undefined): void =>
  by.write<ShipmentState>(
    shipmentStream(shipmentId),
    (memory) => taken(report, memory, by.now, retraction),
    () => true,
  );

/** A process of the attribution reactor, with the streams that it owns. */
export class ModelReactor extends Process {
  private readonly waiting = new Map<string, { readonly event: StoredEvent; readonly identifier: Identifier }>();
  /** How far it has read the log. */
  told = 0;

  constructor(
    log: ModelLog,
    public owns: (stream: string) => boolean,
  ) {
    super(log);
  }

  /** What it is not done with, or has not read. */
  get checkpoint(): number {
    return Math.min(this.told, ...[...this.waiting.values()].map(({ event }) => Number(event.position)));
  }

  get isIdle(): boolean {
    return this.told === this.log.events.length && this.waiting.size === 0;
  }

  /** Events since a place will be told again. */
  interrupted(from: number): void {
    this.waiting.clear();
    this.told = from;
    this.forget();
  }

  /** @param isDue whether the API has had its time to make copies itself */
  *handle(count: number, isDue: boolean): Work {
    const upTo = Math.min(this.log.events.length, this.told + count);
    const batch = this.log.events.slice(this.told, upTo);
    for (const event of batch) this.observe(event);
    const reviews = new Reviews();
    for (const event of batch.filter(({ stream }) => this.owns(stream))) yield* this.consider(event, reviews);
    for (const review of reviews.ofNames) yield* this.bring(review);
    for (const review of reviews.ofShipments) yield* this.takeAway(review);
    if (isDue) yield* this.placeWaiting();
    this.told = upTo;
  }

  private *consider(event: StoredEvent, reviews: Reviews): Work {
    for (const question of this.resolve((known) => questionsOf(event, known))) {
      yield;
      switch (question.kind) {
        case 'trace':
          this.write(identifierStream(question.unit), (memory) => unlessThere(memory, sameFact(memory.stream, writtenForm(event))));
          break;
        case 'kept':
          this.waiting.set(event.eventId, { event, identifier: question.identifier });
          break;
        case 'held':
          yield* this.judge(question.identifier, question.shipmentId, event);
          break;
        case 'withdrawn':
          yield* this.withdraw(question.retraction, question.shipmentIds);
          break;
        case 'lacking':
        case 'doubted':
          reviews.add(question, event);
      }
    }
  }

  private targets(identifier: Identifier, time: number): readonly string[] {
    return this.resolve((known) => targetsOf(identifier, time, known));
  }

  private *placeWaiting(): Work {
    for (const [eventId, { event, identifier }] of this.waiting) {
      const targets = this.targets(identifier, factOf(event)?.time as number);
      const kept = standingIn(this.load(event.stream), event);
      yield* carryOut(this, event, identifier, settlement({ identifier, kept }, targets));
      this.waiting.delete(eventId);
    }
  }

  private *bring({ identifier, shipmentIds, before }: Reviews['ofNames'][number]): Work {
    const since = this.resolve((known) => recordedSince({ identifier, shipmentIds }, known));
    const stream = identifierStream(identifier);
    for (const event of this.log.read(stream).slice(0, before).toReversed()) {
      const fact = factOf(event);
      if (!fact) continue;
      if (fact.recordedTime < since) break;
      const targets = this.targets(identifier, fact.time).filter((shipmentId) => shipmentIds.has(shipmentId));
      yield* carryOut(this, event, identifier, settlement({ identifier, kept: standingIn(this.load(stream), event) }, targets));
    }
  }

  private *takeAway({ shipmentId, names, before }: Reviews['ofShipments'][number]): Work {
    for (const event of this.log.read(shipmentStream(shipmentId)).slice(0, before)) {
      const identifier = names.get(event.metadata.subject);
      if (identifier) yield* this.judge(identifier, shipmentId, event);
    }
  }

  private *judge(identifier: Identifier, shipmentId: string, event: StoredEvent): Work {
    const fact = factOf(event);
    if (!fact) return;
    const rule = (known: KnownStreams) => targetsOf(identifier, fact.time, known);
    const probable = this.resolve(rule);
    const targets = probable.includes(shipmentId) ? probable : this.resolveAfresh(rule);
    yield;
    const kept = standingIn(this.load(identifierStream(identifier)), event);
    const met = { shipmentId, standing: standingIn(this.load(event.stream), event) };
    yield* carryOut(this, event, identifier, settlement({ identifier, kept, met }, targets));
  }

  private *withdraw(retraction: Retraction, shipmentIds: readonly string[]): Work {
    const report = this.log.read(retraction.stream).find(({ eventId }) => eventId === retraction.data.eventId);
    for (const shipmentId of report ? shipmentIds : []) {
      yield;
      takeFor(this, report as StoredEvent, shipmentId, retraction);
    }
  }
}

/** Which reports count for a shipment, by what a process knows of its stream. */
export function counting(log: ModelLog, shipmentId: string): string[] {
  const { state } = new Process(log).load<ShipmentState>(shipmentStream(shipmentId));
  const reports = log.read(shipmentStream(shipmentId)).filter((event) => factOf(event) && retractedIn(state)[event.eventId] === undefined);
  return reports.map(({ metadata }) => metadata.id).sort();
}

/** Which reports are to count for a shipment, by all that the log holds. */
export function concerning(log: ModelLog, shipmentId: string): string[] {
  const all = new Process(log);
  const known = new Map<string, boolean>();
  for (const event of log.events) {
    const fact = factOf(event);
    const subject = fact && parseSubject(fact.subject);
    if (!fact || !subject || 'fault' in subject) continue;
    const identifier: Identifier = subject.kind === 'shipment' ? { scheme: 'shipment', value: subject.shipmentId } : subject.identifier;
    const isWithdrawn = [identifierStream(identifier), shipmentStream(shipmentId)].some(
      (stream) => standingIn(all.load(stream), event) === 'withdrawn',
    );
    const targets = all.resolve((streams) => targetsOf(identifier, fact.time, streams));
    known.set(fact.id, !isWithdrawn && targets.includes(shipmentId));
  }
  return [...known].flatMap(([id, counts]) => (counts ? [id] : [])).sort();
}
