import type { EventLog } from '@waybill/event-store';
import type { StoredEvent } from '@waybill/events';
import { Attribution } from '@waybill/tracking';
import { attributing } from '../../support/given';

const AT_ONCE = 500;
/** Longer than a reactor leaves the copies of a report to the API. */
const GRACE_OVER_MS = 1_000;
const MAX_NAMED = 5;

const isJudged = ({ stream }: StoredEvent): boolean => /^(shipment|identifier)-/.test(stream);

/** An attribution that knows nothing yet, and for which no time is too short. */
function beginner(log: EventLog): Attribution {
  let passed = 0;
  const monotonic = () => {
    passed += GRACE_OVER_MS;
    return passed;
  };
  return Attribution.open({ log, clock: { now: () => Date.now(), monotonic } });
}

/**
 * What an attribution that begins anew over the whole log appends: nothing, when all that follows from it had been done. It stays in the log,
 * so this comes after whatever else reads it. Answers how long it took as well.
 */
export async function addedByAttribution(log: EventLog): Promise<{ readonly added: string[]; readonly measured: string }> {
  const began = performance.now();
  const before = await log.head();
  const attribution = attributing(beginner(log));
  let count = 0;
  let batch: StoredEvent[] = [];
  for await (const event of log.readAll()) {
    if (event.position > before.commit) break;
    if (isJudged(event)) batch.push(event);
    if (batch.length < AT_ONCE) continue;
    await attribution.handle(batch);
    count += batch.length;
    batch = [];
  }
  await attribution.handle(batch);
  const added: string[] = [];
  for await (const event of log.readAll({ from: before }))
    if (event.position > before.commit && isJudged(event)) added.push(`a fresh attribution adds ${event.type} to ${event.stream}`);
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  const measured = `${count + batch.length} events attributed afresh in ${seconds} s`;
  return { added: added.length <= MAX_NAMED ? added : [...added.slice(0, MAX_NAMED), `and ${added.length - MAX_NAMED} more`], measured };
}
