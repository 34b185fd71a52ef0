import { type EventType, type Identifier, type Instant, isLate, isTooOld } from '@waybill/events';
import { Cursors, pageOf, pageSize, withinBytes } from '../cursors';
import { Conditions } from '../database/conditions';
import type { Queryable } from '../database/read-database';
import { reading, showing } from '../database/selection';
import type { PageRequest, TimelineRequest, TrackRange } from '../filters';
import { EXCEPTIONS, SHIPMENTS, SITES } from '../live';
import { iso, type Page } from '../view';
import { type PositionView, positionView, type TimelineEntryView } from './history.view';
import { POSITION } from './live.table';

/** The read models that a timeline draws on, and their schemas. */
export const TIMELINE_READ_MODELS = [SHIPMENTS, EXCEPTIONS, SITES] as const;
type TimelineSchemas = Readonly<Record<(typeof TIMELINE_READ_MODELS)[number], string>>;

/** An entry as the projection keeps it, without what is known of it only when it is read. */
type StoredEntry = Omit<TimelineEntryView, 'time' | 'recordedTime' | 'retracted' | 'retraction' | 'expected'> & {
  readonly recordedTime: number;
  readonly expected?: number;
};
type TimelineRowRead = {
  time: string;
  place: number;
  position: string;
  event_id: string;
  entry: StoredEntry;
  retracted_by: string | null;
  reason: string | null;
  retracted_at: string | null;
};

/** Members of an entry that the view spells in its own way. */
function timelineView({ entry, time, event_id, retracted_by, reason, retracted_at }: TimelineRowRead): TimelineEntryView {
  return {
    ...entry,
    eventId: event_id,
    time: iso(time),
    recordedTime: iso(entry.recordedTime),
    expected: entry.expected === undefined ? undefined : iso(entry.expected),
    retracted: retracted_by !== null,
    retraction: retracted_by === null ? null : { eventId: retracted_by, reason: reason ?? '', time: iso(retracted_at ?? 0) },
  };
}

/** True when it is registered; a shipment that is only half there is not shown. */
async function isShown(database: Queryable, schema: string, shipmentId: string): Promise<boolean> {
  const rows = await database.query(
    `select from ${schema}.shipment where shipment_id = $1 and registered`,
    [shipmentId],
    `is shown ${schema}`,
  );
  return rows.length > 0;
}

const KEY = ['time', 'int', 'position'] as const;
/** Where a page goes on, and how it is sorted. */
const TIMELINE = {
  time: { cursors: new Cursors('timeline', KEY), beyond: '>', direction: 'asc' },
  '-time': { cursors: new Cursors('timeline newest first', KEY), beyond: '<', direction: 'desc' },
} as const;

/** What happened to a shipment and what was derived from it, in the order of `compareTimeline` in the domain or the other way round. Undefined: there is no such shipment. */
export async function shipmentTimeline(
  database: Queryable,
  { shipments, exceptions, sites }: TimelineSchemas,
  shipmentId: string,
  page: TimelineRequest,
): Promise<Page<TimelineEntryView> | undefined> {
  if (!(await isShown(database, shipments, shipmentId))) return undefined;
  const conditions = new Conditions().and('t.shipment_id = ?', shipmentId).and('t.place is not null');
  const { cursors, beyond, direction } = TIMELINE[page.sort ?? 'time'];
  const after = cursors.decode(page.cursor);
  if (after) conditions.and(`(t.time, t.place, t.position) ${beyond} (?::bigint, ?::int, ?::bigint)`, ...after);
  const inOrder = (of: string): string => ['time', 'place', 'position'].map((column) => `${of}${column} ${direction}`).join(', ');
  const size = pageSize(page.limit);
  const part = (table: string): string =>
    `(select t.time, t.place, t.position, t.event_id, t.entry from ${table} t where ${conditions.sql}
      order by ${inOrder('t.')} limit ${size + 1})`;
  const rows = await database.query<TimelineRowRead>(
    withinBytes(
      `select t.time, t.place, t.position, t.event_id, t.entry, r.event_id as retracted_by, r.reason, r.recorded_time as retracted_at
     from (${part(`${shipments}.timeline_entry`)} union all ${part(`${exceptions}.step`)} union all ${part(`${sites}.arrival_line`)}
       order by ${inOrder('')} limit ${size + 1}) t
     left join lateral (
       select event_id, reason, recorded_time from ${shipments}.retraction f
       where f.shipment_id = $1 and f.fact_id = t.event_id and f.holds
       union all
       select event_id, data->>'reason', recorded_time from ${exceptions}.step s
       where s.shipment_id = $1 and s.type = 'dev.waybill.geofence-crossing-retracted.v1' and s.data->>'eventId' = t.event_id::text
       union all
       select event_id, reason, recorded_time from ${sites}.arrival_line a where a.shipment_id = $1 and a.retracts = t.event_id::text
       limit 1
     ) r on true
     order by ${inOrder('t.')} limit ${size + 1}`,
      'octet_length(entry::text)',
    ),
    conditions.params,
  );
  return pageOf(rows, size, timelineView, (row) => cursors.encode(Number(row.time), row.place, row.position));
}

/** Types of the lines that tell how a shipment took or gave up a name. */
const NAMING = ['dev.waybill.identifier-assigned.v1', 'dev.waybill.identifier-released.v1'] as const satisfies readonly EventType[];

/** A name that a shipment took or gave up. */
export interface NameLine {
  readonly eventId: string;
  readonly identifier: Identifier;
  readonly recordedTime: Instant;
}

/** The lines of a timeline that tell of names, without the others, which may be many. Undefined: there is no such shipment. */
export async function nameLines(database: Queryable, schema: string, shipmentId: string): Promise<readonly NameLine[] | undefined> {
  if (!(await isShown(database, schema, shipmentId))) return undefined;
  const rows = await database.query<{ event_id: string; entry: { identifier: Identifier; recordedTime: Instant } }>(
    `select event_id, entry from ${schema}.timeline_entry where shipment_id = $1 and entry->>'type' = any($2::text[])
     order by time, place, position`,
    [shipmentId, NAMING],
    `name lines ${schema}`,
  );
  return rows.map(({ event_id: eventId, entry: { identifier, recordedTime } }) => ({ eventId, identifier, recordedTime }));
}

const SHOWN = showing(POSITION, positionView);
const CLOCKS = reading(POSITION, ['time', 'recordedTime']);

function positionOf(row: Readonly<Record<string, unknown>>): PositionView {
  const shown = SHOWN.of(row);
  const clocks = CLOCKS.of(row);
  return { ...shown, late: isLate(clocks), tooOld: isTooOld(clocks), retracted: shown.mark === 'retracted' };
}

const POSITIONS = new Cursors('positions', ['time', 'uuid']);

/** Part of a shipment's track, in event-time order. Undefined: there is no such shipment. */
export async function shipmentPositions(
  database: Queryable,
  schema: string,
  shipmentId: string,
  { from, to, limit, cursor }: TrackRange & PageRequest,
  most = pageSize(limit),
): Promise<Page<PositionView> | undefined> {
  if (!(await isShown(database, schema, shipmentId))) return undefined;
  const conditions = new Conditions().and('shipment_id = ?', shipmentId);
  if (from !== undefined) conditions.and('time >= ?', from);
  if (to !== undefined) conditions.and('time < ?', to);
  const after = POSITIONS.decode(cursor);
  if (after) conditions.and('(time, event_id) > (?::bigint, ?::uuid)', ...after);
  const rows = await database.query<{ time: string; eventId: string }>(
    withinBytes(
      `select ${SHOWN.columns('p')} from ${schema}.position p where ${conditions.sql} order by time, event_id limit ${most + 1}`,
      'octet_length(id) + octet_length(source)',
    ),
    conditions.params,
  );
  return pageOf(rows, most, positionOf, (row) => POSITIONS.encode(Number(row.time), row.eventId));
}

/** Rows that an export reads at a time. */
export const EXPORT_PAGE = 2_000;

/** The items of one page after the other. */
export async function* everyItem<T>(read: (cursor: string | undefined) => Promise<Page<T> | undefined>): AsyncGenerator<T> {
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    yield* page?.items ?? [];
    cursor = page?.nextCursor ?? undefined;
  } while (cursor);
}
