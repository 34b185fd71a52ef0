import { setTimeout as sleep } from 'node:timers/promises';
import { type EventLog, isUnusable } from '@waybill/event-store';
import { apiKeyStream, type StoredEvent } from '@waybill/events';
import { apiKeyId, hasApiKeyForm } from '@waybill/platform';
import { LRUCache } from 'lru-cache';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { networkOf } from './failure-limit';
import type { KeyRing, KnownKey } from './key-ring';

/** A caller with a wrong key waits so long at most. */
const LOOK_MS = 250;
/** What the log does not know is not looked for again meanwhile. */
const REMEMBERED_MS = 5_000;
const REMEMBERED = 1_000;
/** Looks that find nothing, for one network and for all, each {@link WINDOW_S}. */
const OF_A_NETWORK = 20;
const OF_ALL = 200;
const WINDOW_S = 10;

/** The log did not say in time whether it has the key. */
export class NoAnswer extends Error {}

/**
 * Asks the log for a key that this process has not heard of: it may have been made a moment ago, by another API. Guesses cost the store next
 * to nothing: only looks that find nothing are counted, and beyond their limits a key counts as soon as the feed brings it.
 */
export class KeyLookup {
  private readonly refused = new LRUCache<string, true>({ max: REMEMBERED, ttl: REMEMBERED_MS });
  private readonly looks = new Map<string, Promise<void>>();
  private readonly ofNetwork = new RateLimiterMemory({ points: OF_A_NETWORK, duration: WINDOW_S });
  private readonly ofAll = new RateLimiterMemory({ points: OF_ALL, duration: WINDOW_S });

  constructor(
    private readonly log: EventLog,
    private readonly keys: KeyRing,
    private readonly lookMs = LOOK_MS,
  ) {}

  /** @throws NoAnswer */
  async find(presented: string, address: string): Promise<KnownKey | undefined> {
    if (!hasApiKeyForm(presented)) return undefined;
    const keyId = apiKeyId(presented);
    if (this.refused.has(keyId)) return undefined;
    await this.shared(keyId, () => this.look(keyId, presented, networkOf(address)));
    return this.keys.find(presented);
  }

  /** One look answers all who ask for the same key at once. */
  private shared(keyId: string, look: () => Promise<void>): Promise<void> {
    const under = this.looks.get(keyId);
    if (under) return under;
    const started = look().finally(() => this.looks.delete(keyId));
    this.looks.set(keyId, started);
    return started;
  }

  private async look(keyId: string, presented: string, network: string): Promise<void> {
    if (!(await this.mayLook(network))) return;
    await Promise.race([this.read(keyId), tooLate(this.lookMs)]);
    if (this.keys.find(presented)) await Promise.all([this.ofNetwork.reward(network), this.ofAll.reward('all')]);
    else this.refused.set(keyId, true);
  }

  private async mayLook(network: string): Promise<boolean> {
    try {
      await this.ofNetwork.consume(network);
      await this.ofAll.consume('all');
      return true;
    } catch {
      return false;
    }
  }

  private async read(keyId: string): Promise<void> {
    const events: StoredEvent[] = [];
    try {
      for await (const event of this.log.read(apiKeyStream(keyId))) events.push(event);
      // All at once: a key that was made and revoked must not count in between.
      for (const event of events) this.keys.apply(event);
    } catch (error) {
      if (!isUnusable(error)) throw new NoAnswer('the event store does not answer', { cause: error });
    }
  }
}

async function tooLate(lookMs: number): Promise<never> {
  await sleep(lookMs, undefined, { ref: false });
  throw new NoAnswer(`the event store does not answer within ${lookMs} ms`);
}
