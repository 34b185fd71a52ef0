import type { Fold } from '@waybill/domain';
import { understood } from '@waybill/event-store';
import { asRead, type EventMetadata, type LogEvent, type NewEvent } from '@waybill/events';
import { SeenEvents } from './seen-events';

/** What a step is decided on. */
export interface StreamView<S> {
  readonly stream: string;
  /** Of the last event. */
  readonly revision: number;
  readonly state: S;
  readonly seen: Pick<SeenEvents, 'has' | 'hashOf'>;
  /** Hash of the body of each command that was carried out on it, by the command's key. */
  readonly commands: Pick<ReadonlyMap<string, string>, 'get'>;
}

function noteCommand(commands: Map<string, string>, { commandkey, commandhash = '' }: Partial<EventMetadata>): void {
  if (commandkey !== undefined) commands.set(commandkey, commandhash);
}

/**
 * A stream as it will be once an append is acknowledged. Only the steps that share the append see it: each is decided on what those before
 * it add. All others see what the log holds.
 */
export class NextAppend<S> implements StreamView<S> {
  readonly events: NewEvent[] = [];
  /** The append is made behind this revision. */
  readonly base: number;
  state: S;
  private readonly hashes = new Map<string, string>();
  private readonly keys = new Map<string, string>();

  constructor(private readonly memory: StreamMemory<S>) {
    this.base = memory.revision;
    this.state = memory.state;
  }

  readonly seen = {
    has: (eventId: string): boolean => this.hashes.has(eventId) || this.memory.seen.has(eventId),
    hashOf: (eventId: string): string | undefined => this.hashes.get(eventId) ?? this.memory.seen.hashOf(eventId),
  };

  readonly commands = { get: (key: string): string | undefined => this.keys.get(key) ?? this.memory.commands.get(key) };

  get stream(): string {
    return this.memory.stream;
  }

  get revision(): number {
    return this.base + this.events.length;
  }

  add(events: readonly NewEvent[]): this {
    const { fold, stream, position } = this.memory;
    for (const event of events) {
      const place = { stream, revision: this.revision + 1, position, preparePosition: position };
      this.state = fold.evolve(this.state, asRead(event, place));
      this.hashes.set(event.eventId, event.metadata.contenthash ?? '');
      noteCommand(this.keys, event.metadata);
      this.events.push(event);
    }
    return this;
  }
}

/** About what one costs besides what it has seen. */
const BYTES_PER_MEMORY = 2_000;
const BYTES_PER_COMMAND = 200;

/**
 * What a process remembers of one stream: its head, the fold of its events, and exactly which events it holds with the hash of
 * their content. A hint: every append is made at the exact revision, so a stale memory is found out by the store.
 */
export class StreamMemory<S> implements StreamView<S> {
  revision = -1;
  /** Id of the last event: by it is told whether the log still is the one that this was read from. */
  lastEventId = '';
  /** Log position of the last event. */
  position = 0n;
  state: S;
  readonly seen = new SeenEvents();
  readonly commands = new Map<string, string>();
  /** How often its writer had doubted all of its memories when this one was last compared with the log. */
  doubts = 0;
  /** Last event of the `seen-` stream, whatever it is, and the revision up to which those events cover this one. */
  savedIndex = -1;
  savedUpTo = -1;
  /** Revision up to which it was last tried to cover this one. What failed, perhaps for its size, is not tried again after each event. */
  triedUpTo = -1;
  isBeingSaved = false;

  constructor(
    readonly stream: string,
    readonly fold: Fold<S>,
  ) {
    this.state = fold.initial(stream);
  }

  /**
   * What is not known is passed over, and counts as seen: the stream ends behind it all the same.
   * @throws StreamUnreadable
   */
  apply(event: LogEvent): void {
    const known = understood(event);
    if (known) this.state = this.fold.evolve(this.state, known);
    this.revision = event.revision;
    this.position = event.position;
    this.remember(event.revision, event.eventId, known?.metadata);
  }

  /** Takes over what an append has added; nothing when that was read from the log meanwhile. */
  takeOver({ base, events, state }: NextAppend<S>, position: bigint): void {
    if (this.revision !== base) return;
    for (const event of events) {
      this.revision += 1;
      this.remember(this.revision, event.eventId, event.metadata);
    }
    this.state = state;
    this.position = position;
  }

  private remember(revision: number, eventId: string, metadata: Partial<EventMetadata> = {}): void {
    this.lastEventId = eventId;
    this.seen.add(eventId, metadata.contenthash ?? '', revision);
    noteCommand(this.commands, metadata);
  }

  get bytes(): number {
    return BYTES_PER_MEMORY + this.seen.bytes + this.commands.size * BYTES_PER_COMMAND;
  }
}
