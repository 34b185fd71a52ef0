import type { Queryable, ReadDatabase } from '../database/read-database';
import { iso, isoOrNull, positionOrNull } from '../view';
import type { BuildPurpose, BuildView } from './build.view';
import { lockProcessor, schemaOf } from './processor';

export const UNDER_WAY = `('requested', 'building', 'comparing', 'switching')`;

/** Why a build was not begun. */
export type BuildRefusal = 'unknown-processor' | 'build-under-way' | 'reactor-is-healthy';

export interface BuildRequest {
  readonly purpose: BuildPurpose;
  /** Milliseconds since the Unix epoch: the build ends with what had been appended by then. */
  readonly until?: number;
}

const REQUEST = `
  insert into waybill.build (processor, version, definition, purpose, state, until_time)
  select $1, max(version) + 1, max(definition) filter (where state = 'live'), $2, 'requested', to_timestamp($3::float8 / 1000)
  from waybill.build where processor = $1
  on conflict do nothing returning version`;

const HALTED = `
  select l.note from waybill.lease l join waybill.processor p on p.name = l.processor and p.live_version = l.version
  where l.state = 'halted' and l.expires > now() and (l.processor = $1 or $1 is null) and (p.kind = $2 or $2 is null) limit 1`;

/** Why a processor refuses to go on, when it does; of any one of that kind without a name. */
export async function haltOf(database: Queryable, name?: string, kind?: 'projection' | 'reactor'): Promise<string | undefined> {
  const [row] = await database.query<{ note: string | null }>(HALTED, [name ?? null, kind ?? null]);
  return row && (row.note ?? 'It refuses to go on.');
}

const CANCEL = `
  update waybill.build set
    state = case when state in ${UNDER_WAY} then 'cancelled' else state end,
    note = case when state in ${UNDER_WAY} then 'Cancelled by an operator.' else note end,
    drop_after = coalesce(drop_after, now()), changed_at = now()
  where processor = $1 and version = $2 and state <> 'live' returning version`;

/** Takes orders about builds. A projector process carries them out. */
export class BuildDesk {
  constructor(private readonly database: ReadDatabase) {}

  /** Asks for a build; one at a time for each processor. A reactor has no rows to build: it is started over when it has halted. */
  async request(name: string, { purpose, until }: BuildRequest): Promise<{ readonly version: number } | BuildRefusal> {
    return this.database.transaction(async (tx) => {
      await lockProcessor(tx, name);
      const [processor] = await tx.query<{ kind: string }>('select kind from waybill.processor where name = $1', [name]);
      if (!processor) return 'unknown-processor';
      if (processor.kind === 'reactor' && (purpose !== 'replay' || !(await haltOf(tx, name)))) return 'reactor-is-healthy';
      const [requested] = await tx.query<{ version: number }>(REQUEST, [name, purpose, until ?? null]);
      return requested ?? 'build-under-way';
    });
  }

  /** Ends a build that is under way, and has the tables of one that is kept dropped. */
  async cancel(name: string, version: number): Promise<'cancelled' | 'unknown' | 'live'> {
    if ((await this.database.query(CANCEL, [name, version])).length > 0) return 'cancelled';
    const known = await this.database.query('select from waybill.build where processor = $1 and version = $2', [name, version]);
    return known.length > 0 ? 'live' : 'unknown';
  }
}

const ms = (column: string, name: string): string => `(extract(epoch from ${column}) * 1000)::bigint as "${name}"`;
const VIEWS = `
  select b.processor, b.version, b.definition, b.purpose, b.state, b.note, b.comparison, b.until_position as "untilPosition", p.kind,
    ${ms('requested_at', 'requestedAt')}, ${ms('changed_at', 'changedAt')}, ${ms('until_time', 'until')},
    b.dropped_at is not null as dropped, c.position, c.handled
  from waybill.build b
  join waybill.processor p on p.name = b.processor
  left join lateral (
    select min(commit_position) as position, sum(handled_events)::bigint as handled
    from waybill.checkpoint c where c.processor = b.processor and c.version = b.version
  ) c on true
  where b.processor = $1 and (b.version = $2 or $2 is null) order by b.version desc limit 100`;

/** Of the view, all but what is made of other columns; bigint is text, times are milliseconds. */
type Row = Omit<BuildView, 'schema' | 'handledEvents'> & {
  readonly kind: 'projection' | 'reactor';
  readonly dropped: boolean;
  readonly handled: string | null;
};

const viewOf = ({ kind, dropped, handled, ...row }: Row): BuildView => ({
  ...row,
  schema: dropped || kind === 'reactor' ? null : schemaOf({ name: row.processor, version: row.version }),
  requestedAt: iso(row.requestedAt),
  changedAt: iso(row.changedAt),
  until: isoOrNull(row.until),
  position: positionOrNull(row.position),
  handledEvents: Number(handled ?? 0),
});

/** The newest builds of a processor first, or one of them; empty when there is no such processor or build. */
export async function buildsOf(database: Queryable, name: string, version?: number): Promise<readonly BuildView[]> {
  return (await database.query<Row>(VIEWS, [name, version ?? null])).map(viewOf);
}
