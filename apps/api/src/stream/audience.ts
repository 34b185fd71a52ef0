import {
  type Changes,
  type ExceptionFilter,
  exceptionsMatching,
  type GoneRow,
  type Queryable,
  type ShipmentFilter,
  shipmentsMatching,
} from '@waybill/read-model';
import { LRUCache } from 'lru-cache';
import type { Listener, Message } from './listener';

export const TOPICS = ['shipments', 'exceptions'] as const;
export type Topic = (typeof TOPICS)[number];

/** What a client wants to hear of. */
export interface Interest {
  readonly topics: readonly Topic[];
  readonly shipments: ShipmentFilter;
  readonly exceptions: ExceptionFilter;
  /** Of these alone; of all when empty. */
  readonly shipmentIds: readonly string[];
}

export type Schemas = Readonly<Record<'shipments' | 'exceptions' | 'predictions', string>>;
/** Rows as text, made once for all who hear of them. */
export interface ChangedRow {
  readonly id: string;
  readonly shipmentId: string;
  readonly json: string;
}
export type RowChanges = Readonly<Record<Topic, { readonly rows: readonly ChangedRow[]; readonly gone: readonly GoneRow[] }>>;

export const NO_CHANGES: RowChanges = { shipments: { rows: [], gone: [] }, exceptions: { rows: [], gone: [] } };

export const rowChanges = ({ shipments, exceptions, gone }: Changes): RowChanges => ({
  shipments: {
    rows: shipments.map((row) => ({ id: row.shipmentId, shipmentId: row.shipmentId, json: JSON.stringify(row) })),
    gone: gone.shipments,
  },
  exceptions: {
    rows: exceptions.map((row) => ({ id: row.exceptionId, shipmentId: row.shipmentId, json: JSON.stringify(row) })),
    gone: gone.exceptions,
  },
});

/** Rows whose last verdict is kept; of others it is said once too often that they are gone, which does no harm. */
const VERDICTS = 50_000;
const EVENT_OF: Readonly<Record<Topic, string>> = { shipments: 'shipment', exceptions: 'exception' };

const rowMessage = (topic: Topic, { id, json }: ChangedRow): Message => ({
  about: `${topic} ${id}`,
  text: `event: ${EVENT_OF[topic]}\ndata: ${json}\n`,
});
const goneMessage = (topic: Topic, { id }: GoneRow): Message => ({
  about: `${topic} ${id}`,
  text: `event: gone\ndata: ${JSON.stringify({ topic: EVENT_OF[topic], id })}\n`,
});

/** All who want to hear of the same: what fits their filters is found out once for all of them. */
export class Audience {
  readonly listeners = new Set<Listener>();
  /** Rows that were told to be, or known to be, outside of the filters. */
  private readonly outside = new LRUCache<string, true>({ max: VERDICTS });

  constructor(private readonly interest: Interest) {}

  /** What these changes mean to them. @param isNew of a listener that has just come: nothing is known of what it shows */
  async messages(database: Queryable, schemas: Schemas, changes: RowChanges, isNew = false): Promise<readonly Message[]> {
    const messages: Message[] = [];
    for (const topic of this.interest.topics) {
      const isAskedFor = ({ shipmentId }: GoneRow): boolean => this.isAskedFor(shipmentId);
      const rows = changes[topic].rows.filter(isAskedFor);
      messages.push(...changes[topic].gone.filter(isAskedFor).map((row) => goneMessage(topic, row)));
      const fitting = await this.fitting(database, schemas, topic, rows);
      for (const row of rows) messages.push(...this.message(topic, row, fitting.has(row.id), isNew));
    }
    return messages;
  }

  private isAskedFor(shipmentId: string): boolean {
    const { shipmentIds } = this.interest;
    return shipmentIds.length === 0 || shipmentIds.includes(shipmentId);
  }

  private message(topic: Topic, row: ChangedRow, fits: boolean, isNew: boolean): Message[] {
    const key = `${topic} ${row.id}`;
    const wasOutside = !isNew && this.outside.has(key);
    if (fits) this.outside.delete(key);
    else this.outside.set(key, true);
    if (fits) return [rowMessage(topic, row)];
    return wasOutside ? [] : [goneMessage(topic, row)];
  }

  /** The lists' own conditions, so that the stream and the lists cannot disagree. */
  private async fitting(database: Queryable, schemas: Schemas, topic: Topic, rows: readonly ChangedRow[]): Promise<ReadonlySet<string>> {
    const ids = rows.map(({ id }) => id);
    const filter = this.interest[topic];
    if (rows.length === 0 || Object.values(filter).every((value) => value === undefined)) return new Set(ids);
    return topic === 'shipments'
      ? shipmentsMatching(database, schemas, ids, this.interest.shipments)
      : exceptionsMatching(database, schemas.exceptions, ids, this.interest.exceptions);
  }
}
