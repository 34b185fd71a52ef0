import { formatInstant } from '@waybill/events';
import type { Queryable, ReadDatabase } from '../database/read-database';
import type { BuildPurpose, BuildState, Comparison } from './build';
import { schemaOf } from './processor';
import type { BuildView } from './views';

export const UNDER_WAY = `('requested', 'building', 'comparing', 'switching')`;

/** Why a build was not begun. */
export type BuildRefusal = 'unknown-processor' | 'build-under-way' | 'reactor-is-healthy';

export interface BuildRequest {
  readonly purpose: BuildPurpose;
  /** Milliseconds since the Unix epoch: the build ends with what had been appended by then. */
  readonly until?: number;
}

const REQUEST = `
  insert into waybill.build (processor, version, rules, purpose, state, until_time)
  select $1, max(version) + 1, max(rules) filter (where state = 'live'), $2, 'requested', to_timestamp($3::float8 / 1000)
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
    const { database } = this;
    const [processor] = await database.query<{ kind: string }>('select kind from waybill.processor where name = $1', [name]);
    if (!processor) return 'unknown-processor';
    if (processor.kind === 'reactor' && (purpose !== 'replay' || !(await haltOf(database, name)))) return 'reactor-is-healthy';
    const [requested] = await database.query<{ version: number }>(REQUEST, [name, purpose, until ?? null]);
    return requested ?? 'build-under-way';
  }

  /** Ends a build that is under way, and has the tables of one that is kept dropped. */
  async cancel(name: string, version: number): Promise<'cancelled' | 'unknown' | 'live'> {
    if ((await this.database.query(CANCEL, [name, version])).length > 0) return 'cancelled';
    const known = await this.database.query('select from waybill.build where processor = $1 and version = $2', [name, version]);
    return known.length > 0 ? 'live' : 'unknown';
  }
}

const ms = (column: string): string => `(extract(epoch from ${column}) * 1000)::bigint as ${column}`;
const VIEWS = `
  select b.processor, b.version, b.rules, b.purpose, b.state, b.note, b.comparison, b.until_position, p.kind,
    ${ms('requested_at')}, ${ms('changed_at')}, ${ms('until_time')}, b.dropped_at is not null as dropped, c.position, c.handled
  from waybill.build b
  join waybill.processor p on p.name = b.processor
  left join lateral (
    select min(commit_position) as position, sum(handled_events)::bigint as handled
    from waybill.checkpoint c where c.processor = b.processor and c.version = b.version
  ) c on true
  where b.processor = $1 and (b.version = $2 or $2 is null) order by b.version desc limit 100`;

type Row = {
  processor: string;
  version: number;
  rules: number;
  purpose: BuildPurpose;
  state: BuildState;
  note: string | null;
  comparison: Comparison | null;
  until_position: string | null;
  kind: 'projection' | 'reactor';
  requested_at: string;
  changed_at: string;
  until_time: string | null;
  dropped: boolean;
  position: string | null;
  handled: string | null;
};

const viewOf = (row: Row): BuildView => ({
  processor: row.processor,
  version: row.version,
  rules: row.rules,
  purpose: row.purpose,
  state: row.state,
  note: row.note,
  schema: row.dropped || row.kind === 'reactor' ? null : schemaOf({ name: row.processor, version: row.version }),
  requestedAt: formatInstant(Number(row.requested_at)),
  changedAt: formatInstant(Number(row.changed_at)),
  until: row.until_time === null ? null : formatInstant(Number(row.until_time)),
  untilPosition: row.until_position,
  position: row.position === null || row.position.startsWith('-') ? null : row.position,
  handledEvents: Number(row.handled ?? 0),
  comparison: row.comparison,
});

/** The newest builds of a processor first; undefined when there is no such processor. */
export async function buildsOf(database: Queryable, name: string, version?: number): Promise<readonly BuildView[]> {
  return (await database.query<Row>(VIEWS, [name, version ?? null])).map(viewOf);
}
