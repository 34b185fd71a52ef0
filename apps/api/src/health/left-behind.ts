import type { EventLog } from '@waybill/event-store';
import { FEED_PREFIXES } from '@waybill/events';
import type { Clock } from '@waybill/platform';
import { READ_MODELS, type ReadDatabase, standing } from '@waybill/read-model';

/** A processor that queries need may neither move nor be where the log ends for so long. */
const LIMIT_MS = 60_000;
/** Events that are looked at for one that a processor has yet to pass. */
const LOOKED_AT = 1_000;

/** Whether an event of the processors' feed stands behind a position and has been there for the whole time, by the store's clock. */
async function waits(log: EventLog, position: bigint, before: number): Promise<boolean> {
  const from = position < 0n ? 'start' : { commit: position, prepare: position };
  for await (const event of log.readAll({ from, maxCount: LOOKED_AT })) {
    if (event.position <= position || !FEED_PREFIXES.some((prefix) => event.stream.startsWith(prefix))) continue;
    return (event.appendedAt ?? before) <= before;
  }
  return false;
}

/** Which processors that queries need have neither moved nor been where the log ends for a minute, whatever they say of themselves. */
export async function leftBehind(log: EventLog, database: ReadDatabase, clock: Clock): Promise<string | undefined> {
  const before = clock.now() - LIMIT_MS;
  const names: string[] = [];
  for (const { name, position } of await standing(database, READ_MODELS, LIMIT_MS))
    if (await waits(log, position, before)) names.push(name);
  if (names.length === 0) return undefined;
  return `${names.join(', ')}: not moved for ${LIMIT_MS / 1_000} s, although the log has gone on; see GET /v1/processors and the projector's log`;
}
