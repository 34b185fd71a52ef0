import type { Queryable, ReadDatabase } from '../database/read-database';
import { storable } from './set-aside';

/** What an operator asks for: `eventId` names the event to discard; the one that fails now when absent. */
export interface DeadLetterOrder {
  readonly action: 'retry' | 'discard';
  readonly processor: string;
  readonly key: string;
  readonly eventId?: string;
  readonly reason?: string;
  /** Id of the API key. */
  readonly actor: string;
}

/**
 * What became of it. `requested`: the partition's owner carries it out within seconds. `discarded`: that was done before.
 * `busy`: the other action is waiting for this key. `changed`: another event fails now, or none.
 */
export type DeadLetterOutcome =
  | { readonly outcome: 'requested'; readonly events: number }
  | { readonly outcome: 'discarded' | 'not-found' | 'busy' }
  | { readonly outcome: 'changed'; readonly failing: string | null };

type Queue = { version: number; events: number; failing: string | null };

/** Takes requests about dead letters. The owner of their partition carries them out. */
export class DeadLetterDesk {
  constructor(private readonly database: ReadDatabase) {}

  order(given: DeadLetterOrder): Promise<DeadLetterOutcome> {
    const { processor, key, reason } = given;
    const order = { ...given, processor: storable(processor), key: storable(key), reason: reason && storable(reason) };
    return this.database.transaction(async (tx) => {
      const queues = await queuesOf(tx, order);
      const { eventId } = order;
      if (eventId && (await wasDiscarded(tx, order.processor, eventId))) return { outcome: 'discarded' };
      if (queues.length === 0) return { outcome: 'not-found' };
      const meant = order.action === 'retry' ? queues : queues.filter(({ failing }) => failing && (!eventId || failing === eventId));
      if (meant.length === 0) return { outcome: 'changed', failing: queues[0]?.failing ?? null };
      for (const queue of meant) if (!(await placed(tx, order, queue))) return { outcome: 'busy' };
      return { outcome: 'requested', events: meant.reduce((sum, { events }) => sum + events, 0) };
    });
  }
}

/** The key's queue in each version that has one. */
const queuesOf = (tx: Queryable, { processor, key }: DeadLetterOrder): Promise<Queue[]> =>
  tx.query<Queue>(
    `select version, count(*)::int as events, (array_agg(event_id order by position) filter (where error is not null))[1] as failing
     from waybill.dead_letter where processor = $1 and key = $2 group by version order by version desc`,
    [processor, key],
  );

async function wasDiscarded(tx: Queryable, processor: string, eventId: string): Promise<boolean> {
  const rows = await tx.query('select from waybill.discarded_event where processor = $1 and event_id = $2', [processor, eventId]);
  return rows.length > 0;
}

/** False when something else is to be done about the key first. The same order again changes nothing. */
async function placed(tx: Queryable, order: DeadLetterOrder, { version, failing }: Queue): Promise<boolean> {
  const { processor, key, action, actor, reason } = order;
  const eventId = action === 'discard' ? failing : null;
  await tx.query(
    `insert into waybill.dead_letter_request (processor, version, key, action, event_id, actor, reason)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
    [processor, version, key, action, eventId, actor, reason ?? null],
  );
  const same = await tx.query(
    `select from waybill.dead_letter_request
     where processor = $1 and version = $2 and key = $3 and action = $4 and event_id is not distinct from $5`,
    [processor, version, key, action, eventId],
  );
  return same.length > 0;
}
