import {
  type Changes,
  type ExceptionFilter,
  exceptionsMatching,
  type InboundChanges,
  type Queryable,
  type ShipmentFilter,
  shipmentsMatching,
} from '@waybill/read-model';
import { LRUCache } from 'lru-cache';
import { inboundAnswerOf } from '../sites/inbound.schemas';
import type { Listener, Message } from './listener';

export const TOPICS = ['shipments', 'exceptions', 'inbound'] as const;
export type Topic = (typeof TOPICS)[number];

/** What a client wants to hear of. */
export interface Interest {
  readonly topics: readonly Topic[];
  readonly shipments: ShipmentFilter;
  readonly exceptions: ExceptionFilter;
  /** What comes to this site alone; to all when absent. */
  readonly inbound: { readonly siteId?: string };
  /** Of these alone; of all when empty. */
  readonly shipmentIds: readonly string[];
}

export type Schemas = Readonly<Record<'shipments' | 'exceptions' | 'predictions' | 'sites', string>>;
/** Rows as text, made once for all who hear of them. */
export interface ChangedRow {
  readonly id: string;
  readonly shipmentId: string;
  /** Of what comes to a site. */
  readonly siteId?: string;
  readonly json: string;
}
type Gone = Omit<ChangedRow, 'json'>;
export type RowChanges = Readonly<Record<Topic, { readonly rows: readonly ChangedRow[]; readonly gone: readonly Gone[] }>>;

export const NO_CHANGES: RowChanges = {
  shipments: { rows: [], gone: [] },
  exceptions: { rows: [], gone: [] },
  inbound: { rows: [], gone: [] },
};

const lineKey = ({ siteId, lineId }: { readonly siteId: string; readonly lineId: string }): string => `${siteId} ${lineId}`;

export const rowChanges = ({ shipments, exceptions, gone }: Changes, inbound: InboundChanges): RowChanges => ({
  shipments: {
    rows: shipments.map((row) => ({ id: row.shipmentId, shipmentId: row.shipmentId, json: JSON.stringify(row) })),
    gone: gone.shipments,
  },
  exceptions: {
    rows: exceptions.map((row) => ({ id: row.exceptionId, shipmentId: row.shipmentId, json: JSON.stringify(row) })),
    gone: gone.exceptions,
  },
  inbound: {
    rows: inbound.lines.map(({ line, openingHours }) => ({
      id: lineKey(line),
      shipmentId: line.shipmentIds[0] ?? '',
      siteId: line.siteId,
      json: JSON.stringify(inboundAnswerOf(line, openingHours)),
    })),
    gone: inbound.gone.map((one) => ({ id: lineKey(one), shipmentId: one.shipmentId, siteId: one.siteId })),
  },
});

/** Rows whose last verdict is kept; of others it is said once too often that they are gone, which does no harm. */
const VERDICTS = 50_000;
const EVENT_OF: Readonly<Record<Topic, string>> = { shipments: 'shipment', exceptions: 'exception', inbound: 'inbound' };

const rowMessage = (topic: Topic, { id, json }: ChangedRow): Message => ({
  about: `${topic} ${id}`,
  text: `event: ${EVENT_OF[topic]}\ndata: ${json}\n`,
});
const goneMessage = (topic: Topic, { id }: Gone): Message => ({
  about: `${topic} ${id}`,
  text: `event: gone\ndata: ${JSON.stringify({ topic: EVENT_OF[topic], id })}\n`,
});

/** All who want to hear of the same: what fits their filters is found out once for all of them. */
export class Audience {
  readonly listeners = new Set<Listener>();
  /** Rows that were told to be, or known to be, outside of the filters. */
  private readonly outside = new LRUCache<string, true>({ max: VERDICTS });

  /** Lines of sites as they were told last: they are looked at with each position of a truck, and seldom change. */
  private readonly told = new LRUCache<string, string>({ max: VERDICTS });

  constructor(private readonly interest: Interest) {}

  hears(topic: Topic): boolean {
    return this.interest.topics.includes(topic);
  }

  /** What these changes mean to them. @param isNew of a listener that has just come: nothing is known of what it shows */
  async messages(database: Queryable, schemas: Schemas, changes: RowChanges, isNew = false): Promise<readonly Message[]> {
    const messages: Message[] = [];
    for (const topic of this.interest.topics) {
      const isAskedFor = (row: Gone): boolean => this.isAskedFor(topic, row);
      const rows = changes[topic].rows.filter(isAskedFor);
      messages.push(...changes[topic].gone.filter(isAskedFor).map((row) => goneMessage(topic, row)));
      const fitting = await this.fitting(database, schemas, topic, rows);
      for (const row of rows) messages.push(...this.message(topic, row, fitting.has(row.id), isNew));
    }
    return messages;
  }

  private isAskedFor(topic: Topic, { shipmentId, siteId }: Gone): boolean {
    const { shipmentIds, inbound } = this.interest;
    if (topic === 'inbound' && inbound.siteId !== undefined && inbound.siteId !== siteId) return false;
    return shipmentIds.length === 0 || shipmentIds.includes(shipmentId);
  }

  private message(topic: Topic, row: ChangedRow, fits: boolean, isNew: boolean): Message[] {
    const key = `${topic} ${row.id}`;
    const wasOutside = !isNew && this.outside.has(key);
    if (fits) this.outside.delete(key);
    else this.outside.set(key, true);
    if (fits && topic === 'inbound' && !isNew && this.told.get(key) === row.json) return [];
    if (fits && topic === 'inbound') this.told.set(key, row.json);
    if (fits) return [rowMessage(topic, row)];
    return wasOutside ? [] : [goneMessage(topic, row)];
  }

  /** The lists' own conditions, so that the stream and the lists cannot disagree. */
  private async fitting(database: Queryable, schemas: Schemas, topic: Topic, rows: readonly ChangedRow[]): Promise<ReadonlySet<string>> {
    const ids = rows.map(({ id }) => id);
    const filter = this.interest[topic];
    if (topic === 'inbound' || rows.length === 0 || Object.values(filter).every((value) => value === undefined)) return new Set(ids);
    return topic === 'shipments'
      ? shipmentsMatching(database, schemas, ids, this.interest.shipments)
      : exceptionsMatching(database, schemas.exceptions, ids, this.interest.exceptions);
  }
}
