import type { EventLog } from '@waybill/event-store';

/** How often each event stands in each stream. The key is {@link keyOf}. */
export type Copies = ReadonlyMap<string, number>;

export const keyOf = (stream: string, source: string, id: string): string => `${stream} ${source} ${id}`;

/** What of the acknowledged events is not in the log exactly once, and anything that is there more than once. */
export function notOnce(acknowledged: Iterable<string>, copies: Copies): string[] {
  const wrong: string[] = [];
  for (const key of acknowledged) if (!copies.has(key)) wrong.push(`lost: ${key}`);
  for (const [key, count] of copies) if (count > 1) wrong.push(`stored ${count} times: ${key}`);
  return wrong;
}

/** An event as the order checker sees it. */
export interface Seen {
  readonly stream: string;
  /** Who sent it; a sender sends one after the other. */
  readonly sender: string;
  /** The sender's own number of it. */
  readonly number: number;
}

/** Events that stand in a stream before one that the same sender had sent earlier. */
export function outOfOrder(log: Iterable<Seen>): string[] {
  const newest = new Map<string, number>();
  const wrong: string[] = [];
  for (const { stream, sender, number } of log) {
    const key = `${stream} of ${sender}`;
    const before = newest.get(key) ?? -1;
    if (number < before) wrong.push(`out of order in ${key}: ${number} after ${before}`);
    newest.set(key, Math.max(number, before));
  }
  return wrong;
}

/** An event of the log, as far as the checkers look at it. */
export interface Stored {
  readonly stream: string;
  readonly source: string;
  readonly id: string;
  readonly subject: string;
  readonly time: string;
}

/** The whole log. */
export async function readStored(log: EventLog): Promise<Stored[]> {
  const stored: Stored[] = [];
  for await (const { stream, metadata } of log.readAll()) {
    const { source, id, subject, time } = metadata;
    stored.push({ stream, source, id, subject, time });
  }
  return stored;
}

/** How often each stands in the log. */
export function copiesOf(stored: Iterable<Stored>): Copies {
  const copies = new Map<string, number>();
  for (const { stream, source, id } of stored) {
    const key = keyOf(stream, source, id);
    copies.set(key, (copies.get(key) ?? 0) + 1);
  }
  return copies;
}
