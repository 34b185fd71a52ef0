import { type Changes, type InboundChanges, type Queryable, SUMMARY_READ_MODELS } from '@waybill/read-model';
import { inboundAnswerOf } from '../sites/inbound.schemas';

export const TOPICS = ['shipments', 'exceptions', 'inbound'] as const;
export type Topic = (typeof TOPICS)[number];

export type Schemas = Readonly<Record<'shipments' | 'exceptions' | 'predictions' | 'sites', string>>;
/** Where rows are read. */
export interface ReadFrom {
  readonly database: Queryable;
  readonly schemas: Schemas;
}

/** Which builds rows are of. */
export const buildsOf = (schemas: Schemas): string => SUMMARY_READ_MODELS.map((name) => /\d+$/.exec(schemas[name])?.[0]).join('.');

/** A row that is there no more. */
export interface GoneRow {
  readonly id: string;
  readonly shipmentId: string;
  /** Of what comes to a site. */
  readonly siteId?: string;
}
/** A row as it goes out, made into text once for all who hear of it. */
export interface ChangedRow extends GoneRow {
  readonly text: string;
}
export type RowChanges = Readonly<Record<Topic, { readonly rows: ChangedRow[]; readonly gone: GoneRow[] }>>;

const NONE = { rows: [], gone: [] };
export const NO_CHANGES: RowChanges = { shipments: NONE, exceptions: NONE, inbound: NONE };

const EVENT_OF: Readonly<Record<Topic, string>> = { shipments: 'shipment', exceptions: 'exception', inbound: 'inbound' };

const textOf = (topic: Topic, row: object): string => `event: ${EVENT_OF[topic]}\ndata: ${JSON.stringify(row)}\n`;
export const goneText = (topic: Topic, id: string): string => `event: gone\ndata: ${JSON.stringify({ topic: EVENT_OF[topic], id })}\n`;

const lineKey = ({ siteId, lineId }: { readonly siteId: string; readonly lineId: string }): string => `${siteId} ${lineId}`;

export const rowChanges = ({ shipments, exceptions, gone }: Changes, inbound: InboundChanges): RowChanges => ({
  shipments: {
    rows: shipments.map((row) => ({ id: row.shipmentId, shipmentId: row.shipmentId, text: textOf('shipments', row) })),
    gone: [...gone.shipments],
  },
  exceptions: {
    rows: exceptions.map((row) => ({ id: row.exceptionId, shipmentId: row.shipmentId, text: textOf('exceptions', row) })),
    gone: [...gone.exceptions],
  },
  inbound: {
    rows: inbound.lines.map(({ line, openingHours }) => ({
      id: lineKey(line),
      shipmentId: line.shipmentIds[0] ?? '',
      siteId: line.siteId,
      text: textOf('inbound', inboundAnswerOf(line, openingHours)),
    })),
    gone: inbound.gone.map((one) => ({ id: lineKey(one), shipmentId: one.shipmentId, siteId: one.siteId })),
  },
});
