import type { Queryable } from '../database/read-database';
import type { ProcessorBuild } from './processor';
import { type DeadLetter, storableError } from './set-aside';

/** What an operator wants to be done about a key's dead letters, not carried out yet. */
export interface DeadLetterRequest {
  readonly key: string;
  /** Partition of the key's events; undefined when none is left. */
  readonly partition: number | undefined;
  readonly action: 'retry' | 'discard';
  /** The event to discard. */
  readonly eventId: string | undefined;
  readonly actor: string;
  readonly reason: string | undefined;
}

/** How it went with some of a key's dead letters. */
export interface Redelivered {
  /** Positions of those that were handled. */
  readonly done: readonly bigint[];
  /** The one that failed again. */
  readonly failed?: Pick<DeadLetter, 'position' | 'error'>;
}

/** Requests that are looked at together; more of them wait their turn. */
const AT_ONCE = 20;

type RequestRow = {
  key: string;
  partition: number | null;
  action: DeadLetterRequest['action'];
  event_id: string | null;
  actor: string;
  reason: string | null;
};

/** Oldest requests for the given partitions, and those that nothing is left of. */
export async function deadLetterRequests(
  database: Queryable,
  { name, version }: ProcessorBuild,
  partitions: readonly number[],
): Promise<DeadLetterRequest[]> {
  const rows = await database.query<RequestRow>(
    `select r.key, p.partition, r.action, r.event_id, r.actor, r.reason from waybill.dead_letter_request r
     left join lateral (
       select partition from waybill.dead_letter e
       where e.processor = r.processor and e.version = r.version and e.key = r.key order by position limit 1
     ) p on true
     where r.processor = $1 and r.version = $2 and (p.partition is null or p.partition = any($3::smallint[]))
     order by r.requested_at limit ${AT_ONCE}`,
    [name, version, partitions],
    'dead letter requests',
  );
  return rows.map(({ event_id, partition, reason, ...row }) => ({
    ...row,
    partition: partition ?? undefined,
    eventId: event_id ?? undefined,
    reason: reason ?? undefined,
  }));
}

/** A dead letter as text, with its place. */
export interface DeadLetterPayload {
  readonly partition: number;
  readonly position: bigint;
  /** Of the event, or `DEADLINE`. */
  readonly type: string;
  readonly payload: string;
}

/** The first of a key's dead letters in log order, without the one that is discarded. */
export async function deadLetterPayloads(
  tx: Queryable,
  { name, version }: ProcessorBuild,
  { key, action, eventId }: DeadLetterRequest,
  most: number,
): Promise<DeadLetterPayload[]> {
  const rows = await tx.query<{ partition: number; position: string; type: string; payload: Buffer }>(
    `select partition, position, type, payload from waybill.dead_letter
     where processor = $1 and version = $2 and key = $3 and event_id is distinct from $4 order by position limit ${most}`,
    [name, version, key, action === 'discard' ? eventId : null],
  );
  return rows.map(({ payload, position, ...row }) => ({ ...row, position: BigInt(position), payload: payload.toString('utf8') }));
}

/** Only what is still set aside can be discarded. */
async function discard(tx: Queryable, { name, version }: ProcessorBuild, request: DeadLetterRequest): Promise<void> {
  const { key, eventId, actor, reason } = request;
  await tx.query(
    `with gone as (
       delete from waybill.dead_letter where processor = $1 and version = $2 and key = $3 and event_id = $4 returning processor, event_id
     )
     insert into waybill.discarded_event (processor, event_id, actor, reason)
     select processor, event_id, $5, $6 from gone on conflict do nothing`,
    [name, version, key, eventId, actor, reason ?? null],
  );
}

async function noteFailure(tx: Queryable, build: ProcessorBuild, key: string, failed: NonNullable<Redelivered['failed']>): Promise<void> {
  // What failed before and does no longer waits like the others.
  await tx.query(
    `update waybill.dead_letter set error = case when position = $4 then $5 end,
       retries = retries + (position = $4)::int, retried_at = case when position = $4 then now() else retried_at end
     where processor = $1 and version = $2 and key = $3 and (position = $4 or error is not null)`,
    [build.name, build.version, key, failed.position, storableError(failed.error ?? '')],
  );
}

/** Takes out what was handled. True when nothing is left: what comes next for the key is handled as it comes. */
export async function settleRequest(
  tx: Queryable,
  build: ProcessorBuild,
  request: DeadLetterRequest,
  { done, failed }: Redelivered,
): Promise<boolean> {
  const key = [build.name, build.version, request.key];
  if (request.action === 'discard') await discard(tx, build, request);
  await tx.query('delete from waybill.dead_letter where processor = $1 and version = $2 and key = $3 and position = any($4::bigint[])', [
    ...key,
    done,
  ]);
  if (failed) await noteFailure(tx, build, request.key, failed);
  const left = await tx.query('select from waybill.dead_letter where processor = $1 and version = $2 and key = $3 limit 1', key);
  const over = failed !== undefined || left.length === 0;
  // What is left of a long queue is handed over in a further step.
  await tx.query(
    over
      ? 'delete from waybill.dead_letter_request where processor = $1 and version = $2 and key = $3'
      : `update waybill.dead_letter_request set action = 'retry', event_id = null where processor = $1 and version = $2 and key = $3`,
    key,
  );
  return left.length === 0;
}

/** Ids of events that a processor is never to be given again, whatever its version. */
export async function discardedEvents(database: Queryable, processor: string): Promise<string[]> {
  const rows = await database.query<{ event_id: string }>('select event_id from waybill.discarded_event where processor = $1', [processor]);
  return rows.map(({ event_id }) => event_id);
}
