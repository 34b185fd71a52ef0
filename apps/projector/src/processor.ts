import type { EventLog } from '@waybill/event-store';
import type { EventType, StoredEvent } from '@waybill/events';
import type { Clock, Logger } from '@waybill/platform';
import type { Queryable, Table } from '@waybill/read-model';

/** Key of reference data: every partition gets the event. Handling it must bear repetition, since each owner of a partition does. */
export const EVERY_PARTITION = '*';

interface Processor {
  /** Lower-case words; part of table and schema names. */
  readonly name: string;
  /** Version of this definition. Raise it when what it does or its tables change in a way that needs a rebuild: it is requested at the next start. */
  readonly version: number;
  /** Events of other types are passed over. */
  readonly types: readonly EventType[];
  /**
   * What the event is about: a shipment id or a name. Events of one key are handled in the order of the log, by one process at a time;
   * a poison event stops its own key only. Undefined: not for this processor after all.
   */
  keyOf(event: StoredEvent): string | undefined;
}

/** Events in, rows out. Rows must be a function of the set of events alone: no clock, no random, no trace of how they were batched. */
export interface Projection extends Processor {
  readonly kind: 'projection';
  /** All that are written. */
  readonly tables: readonly Table[];
  /** Writes what the events mean, in the transaction that moves the checkpoint. Throwing leaves nothing behind. */
  handle(events: readonly StoredEvent[], tx: Queryable, schema: string): Promise<void>;
}

/** A time at which a reactor wants to hear of a key although nothing came. */
export interface Deadline {
  readonly key: string;
  /** Milliseconds since the Unix epoch; null = not any more. */
  readonly due: number | null;
}

/** What a call of a reactor led to. */
export interface Reaction {
  /** Position of the last event that it has appended, when it appended any. */
  readonly emitted?: bigint;
  /**
   * Position of the first event that it is not done with yet. The checkpoint stays before it, and `handle` is called again soon (with an
   * empty list when nothing new came), so that long work can be cut into steps.
   */
  readonly pending?: bigint;
  /** Take the place of what was asked for before for these keys. They are kept with the checkpoint, and survive any downtime. */
  readonly deadlines?: readonly Deadline[];
  /** All keys of its partitions that have a deadline are due at once: something has changed that concerns all. */
  readonly allDue?: boolean;
}

/**
 * A long-lived object that turns events into further events, through deciders and at exact revisions, so that repeating a batch appends
 * nothing new. When `handle` fails because of an event, it is asked again with fewer events, and must still know what it has pending.
 * After an outage or a change of the partitions it is told that it was interrupted, and events since the checkpoint are handed over again.
 */
export interface Reactor {
  /**
   * All that passes by on the feed, also what other processes or other processors handle: always before any later event is handed over.
   * For a reactor that remembers streams which others write to.
   */
  observe?(events: readonly StoredEvent[]): void;
  /**
   * New events of its partitions, in log order, or none. Its checkpoint moves only after this has returned. `past`: the feed has not been at
   * the end of the log yet, and no deadline is called before it has.
   */
  handle(events: readonly StoredEvent[], past: boolean): Promise<Reaction>;
  /** Keys whose deadline has passed. Each must get another deadline, or none; it may be called for the same key again until then. */
  due?(keys: readonly string[]): Promise<Reaction>;
  /**
   * Its last results may not have been kept, and others may have done its work meanwhile: what it remembers has to be looked at that way.
   * Also called before it begins. Remembering spares reading whole streams again after every hiccup of a connection.
   */
  interrupted(): void;
}

export interface ReactorContext {
  readonly eventLog: EventLog;
  readonly log: Logger;
  readonly clock: Clock;
  /** To be called while something long goes on that the event log is not asked for: a loop that gives no sign of life for long is ended. */
  readonly alive: () => void;
}

/** How a reactor is listed. */
export interface ReactorDefinition extends Processor {
  readonly kind: 'reactor';
  create(context: ReactorContext): Reactor;
}

export type ProcessorDefinition = Projection | ReactorDefinition;
