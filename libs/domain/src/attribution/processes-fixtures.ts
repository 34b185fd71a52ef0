import {
  asRead,
  type Identifier,
  type Instant,
  identifierStream,
  type NewEvent,
  type StoredEvent,
  shipmentOfStream,
  shipmentStream,
} from '@waybill/events';
import { IDENTIFIER, type IdentifierState } from '../identifiers';
import { retractedIn, SHIPMENT, type ShipmentState } from '../shipments';
import { ask, type KnownStreams } from './known';
import { idIn, sameFact } from './same-fact';
import { standingOf } from './settlement';

/*
 * Processes that attribute reports over one log, each by what it knows: a model for specs, without I/O. A process does its work in steps;
 * between two of them others may do theirs.
 */
export type Work = Generator<void, void, void>;

/** The log: what stands in it is there for all processes at once. */
export class ModelLog {
  readonly events: StoredEvent[] = [];
  private readonly streams = new Map<string, StoredEvent[]>();

  read(stream: string): readonly StoredEvent[] {
    return this.streams.get(stream) ?? [];
  }

  append(stream: string, events: readonly NewEvent[]): void {
    const inStream = this.streams.get(stream) ?? [];
    this.streams.set(stream, inStream);
    for (const event of events) {
      const position = BigInt(this.events.length);
      const stored = asRead(event, { stream, revision: inStream.length, position, preparePosition: position });
      inStream.push(stored);
      this.events.push(stored);
    }
  }
}

/** What a process knows of one stream: the beginning of it. */
interface Memory {
  readonly stream: string;
  revision: number;
  state: ShipmentState | IdentifierState;
  readonly seen: Set<string>;
}
type Of<S> = Memory & { readonly state: S };

/** What a process knows, and the way in which it writes: at the revision that it knows, after another look when that is not the last one. */
export class Process {
  private readonly memories = new Map<string, Memory>();
  /** Its clock. */
  now = 0;

  constructor(readonly log: ModelLog) {}

  forget(): void {
    this.memories.clear();
  }

  load<S>(stream: string): Of<S> {
    return (this.memories.get(stream) ?? this.refresh(stream)) as Of<S>;
  }

  refresh<S>(stream: string): Of<S> {
    const memory = this.memories.get(stream) ?? this.begin(stream);
    for (const event of this.log.read(stream).slice(memory.revision + 1)) apply(memory, event);
    return memory as Of<S>;
  }

  /** Takes over what passes by on the feed, of streams that it remembers. */
  observe(event: StoredEvent): void {
    const memory = this.memories.get(event.stream);
    if (memory && event.revision === memory.revision + 1) apply(memory, event);
  }

  /** @param isDoubtful whether another look has to be taken before nothing is written */
  write<S>(stream: string, decide: (memory: Of<S>) => readonly NewEvent[], isDoubtful: (state: S) => boolean = () => false): void {
    let memory = this.load<S>(stream);
    let events = decide(memory);
    if (events.length > 0 || isDoubtful(memory.state)) {
      memory = this.refresh(stream);
      events = decide(memory);
    }
    this.log.append(stream, events);
    this.refresh(stream);
  }

  resolve<T>(rule: (known: KnownStreams) => T): T {
    return this.until(rule, this.warm, (stream) => this.load(stream));
  }

  /** The same, on what the log holds now. */
  resolveAfresh<T>(rule: (known: KnownStreams) => T): T {
    const read = new Set<string>();
    const known: KnownStreams = {
      shipment: (shipmentId) => (read.has(shipmentStream(shipmentId)) ? this.warm.shipment(shipmentId) : undefined),
      identifier: (identifier) => (read.has(identifierStream(identifier)) ? this.warm.identifier(identifier) : undefined),
    };
    return this.until(rule, known, (stream) => {
      this.refresh(stream);
      read.add(stream);
    });
  }

  private until<T>(rule: (known: KnownStreams) => T, known: KnownStreams, load: (stream: string) => void): T {
    for (;;) {
      const answer = ask(known, rule);
      if ('answer' in answer) return answer.answer;
      for (const shipmentId of answer.missing.shipmentIds) load(shipmentStream(shipmentId));
      for (const identifier of answer.missing.identifiers) load(identifierStream(identifier));
    }
  }

  readonly warm: KnownStreams = {
    shipment: (shipmentId) => this.memories.get(shipmentStream(shipmentId))?.state as ShipmentState | undefined,
    identifier: (identifier) => this.memories.get(identifierStream(identifier))?.state as IdentifierState | undefined,
  };

  private begin(stream: string): Memory {
    const state = (shipmentOfStream(stream) ? SHIPMENT : IDENTIFIER).fold.initial(stream);
    const memory = { stream, revision: -1, state, seen: new Set<string>() };
    this.memories.set(stream, memory);
    return memory;
  }
}

function apply(memory: Memory, event: StoredEvent): void {
  memory.state = shipmentOfStream(memory.stream)
    ? SHIPMENT.fold.evolve(memory.state as ShipmentState, event)
    : IDENTIFIER.fold.evolve(memory.state as IdentifierState, event);
  memory.revision = event.revision;
  memory.seen.add(event.eventId);
}

export const unlessThere = (memory: Memory, event: NewEvent): NewEvent[] => (memory.seen.has(event.eventId) ? [] : [event]);
export const standingIn = ({ stream, seen, state }: Memory, report: Pick<NewEvent, 'metadata'>) => {
  const eventId = idIn(stream, report);
  return standingOf(eventId, seen.has(eventId), 'phase' in state ? retractedIn(state) : state.retracted);
};

/** A report as it comes from outside. */
export type Incoming = NewEvent & { readonly time: Instant; readonly identifier: Identifier };

export const park = (by: Process, report: NewEvent, identifier: Identifier): void =>
  by.write(identifierStream(identifier), (memory) => unlessThere(memory, sameFact(memory.stream, report)));
