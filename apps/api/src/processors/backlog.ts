import type { EventLog } from '@waybill/event-store';
import { FEED_PREFIXES, parseInstant } from '@waybill/events';

const COUNTED = 1_000;

export interface Lag {
  readonly lagEvents: number;
  readonly lagSeconds: number;
}

/** What the log holds beyond the processor that is farthest behind. */
export interface Backlog {
  readonly head: bigint | null;
  /** The lag of somebody who stands at this position. */
  after(position: bigint): Lag;
}

const concerns = (stream: string): boolean => FEED_PREFIXES.some((prefix) => stream.startsWith(prefix));

/** Measured against the true head of the log, never against what some reader of it believes: a frozen reader shows no lag. */
export async function readBacklog(log: EventLog, lowest: bigint, now: number): Promise<Backlog> {
  const head = (await log.head()).commit;
  const waiting: { position: bigint; recorded: number }[] = [];
  if (lowest < head) {
    const from = lowest < 0n ? 'start' : { commit: lowest, prepare: lowest };
    for await (const event of log.readAll({ from, maxCount: COUNTED + 1 })) {
      if (event.position <= lowest || !concerns(event.stream)) continue;
      waiting.push({ position: event.position, recorded: parseInstant(event.metadata.recordedtime) ?? now });
    }
  }
  return {
    head: head < 0n ? null : head,
    after(position) {
      const ahead = waiting.filter((event) => event.position > position);
      const oldest = ahead[0]?.recorded ?? now;
      return { lagEvents: ahead.length, lagSeconds: Math.max(0, Math.round((now - oldest) / 100) / 10) };
    },
  };
}
