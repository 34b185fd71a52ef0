import { type ReadDatabase, SHIPMENTS } from '@waybill/read-model';
import type { Client } from '../client';
import { until } from './waiting';

const AT_ONCE = 16;
const DONE_WITHIN_MS = 10 * 60_000;
const WAITING = 'select from waybill.dead_letter_request where processor = $1 and key = $2';
const SET_ASIDE = 'select from waybill.dead_letter where processor = $1 limit 1';
const FAILING =
  'select event_id from waybill.dead_letter where processor = $1 and key = $2 and error is not null order by position limit 1';

/** An operator who does something about what was set aside, by the API's commands. */
export class Operator {
  constructor(
    private readonly client: Client,
    private readonly database: ReadDatabase,
  ) {}

  /** Keys that are stopped now. */
  async stopped(): Promise<string[]> {
    const rows = await this.database.query<{ key: string }>('select distinct key from waybill.dead_letter order by 1');
    return rows.map(({ key }) => key);
  }

  /** Discards whatever fails, one event after the other, until nothing of these keys is set aside. Answers how many that were. */
  async discardAll(keys: readonly string[]): Promise<number> {
    const queue = [...keys];
    let discarded = 0;
    const worker = async (): Promise<void> => {
      for (let key = queue.shift(); key !== undefined; key = queue.shift()) {
        const count = await this.discard(key);
        discarded += count;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return discarded;
  }

  async retryAll(keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.client.insist('POST', '/v1/dead-letters/retry', { processor: SHIPMENTS, key });
    const empty = async () => (await this.database.query(SET_ASIDE, [SHIPMENTS])).length === 0;
    await until('nothing is set aside any more', empty, { limitMs: DONE_WITHIN_MS, everyMs: 100 });
  }

  private async discard(key: string): Promise<number> {
    let count = 0;
    for (;;) {
      const [failing] = await this.database.query<{ event_id: string }>(FAILING, [SHIPMENTS, key]);
      if (!failing) return count;
      const order = { processor: SHIPMENTS, key, eventId: failing.event_id, reason: 'was never there' };
      await this.client.insist('POST', '/v1/dead-letters/discard', order);
      const done = async () => (await this.database.query(WAITING, [SHIPMENTS, key])).length === 0;
      await until(`${key} was dealt with`, done, { limitMs: DONE_WITHIN_MS, everyMs: 100 });
      count += 1;
    }
  }
}
