import type { Queryable } from '../database/read-database';
import type { ProcessorBuild } from './processor';

/** Type of what is set aside when a deadline of a key could not be handled or kept: it has no stream, and its payload says nothing. */
export const DEADLINE = 'deadline';

/** An event, or a deadline, that is set aside in one processor, with everything needed to hand it over again. */
export interface DeadLetter {
  readonly key: string;
  readonly partition: number;
  readonly position: bigint;
  readonly eventId: string;
  readonly stream: string;
  readonly type: string;
  /** The stored event as JSON text. */
  readonly payload: string;
  /** Why it failed; absent when it only waits behind one that did. */
  readonly error?: string;
}

const STORE = `
  insert into waybill.dead_letter (processor, version, key, partition, position, event_id, stream, type, payload, error)
  select $1, $2, * from unnest($3::text[], $4::smallint[], $5::bigint[], $6::uuid[], $7::bytea[], $8::text[], $9::bytea[], $10::text[])
  on conflict do nothing`;

/** Text as Postgres takes it. Keys are compared in this form. */
export const storable = (text: string): string => text.replaceAll('\u0000', '\ufffd').toWellFormed();
/** Why an event failed, as it is kept. */
export const storableError = (error: string): string => storable(error).slice(0, 2_000);

/** Sets events aside, in the transaction that moves the checkpoint past them. When this fails nothing is skipped. */
export async function storeDeadLetters(tx: Queryable, { name, version }: ProcessorBuild, events: readonly DeadLetter[]): Promise<void> {
  if (events.length === 0) return;
  await tx.query(STORE, [
    name,
    version,
    events.map(({ key }) => storable(key)),
    events.map(({ partition }) => partition),
    events.map(({ position }) => position),
    events.map(({ eventId }) => eventId),
    events.map(({ stream }) => Buffer.from(stream)),
    events.map(({ type }) => storable(type)),
    events.map(({ payload }) => Buffer.from(payload)),
    events.map(({ error }) => (error === undefined ? null : storableError(error))),
  ]);
}

/** Keys of a processor that have events set aside: whatever else comes for them must queue behind. */
export async function stoppedKeys(tx: Queryable, { name, version }: ProcessorBuild): Promise<string[]> {
  const rows = await tx.query<{ key: string }>(`select distinct key from waybill.dead_letter where processor = $1 and version = $2`, [
    name,
    version,
  ]);
  return rows.map(({ key }) => key);
}
