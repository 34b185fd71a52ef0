import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type EventLog, isUnusable, StoreUnavailable } from '@waybill/event-store';
import { type Instant, type StoredEvent, sourceStream } from '@waybill/events';
import { openWithKey, sealWithKey } from '@waybill/platform';
import { LRUCache } from 'lru-cache';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { type KnownSource, SourceBook } from './source-book';

/** So long the log is asked for a source that is not known here. */
const LOOK_MS = 2_000;
/** Ids that the log does not have are not looked for again meanwhile, and no more of them than the store bears. */
const UNKNOWN = { max: 1_000, ttl: 5_000 };
const LOOKS = { points: 200, duration: 10 };
const SOURCE_ID = /^src_[A-Za-z0-9_-]{32}$/;
export const hasSourceForm = (id: string): boolean => SOURCE_ID.test(id);

/** Every source that there is, in memory, and the secrets of one when its sender is to be proven. */
export class Sources {
  private book: SourceBook | undefined;
  private readonly unknown = new LRUCache<string, true>(UNKNOWN);
  private readonly looks = new RateLimiterMemory(LOOKS);

  constructor(
    private readonly log: EventLog,
    private readonly deploymentKey: Buffer,
  ) {}

  /** From now on these are the sources of the log, as they are and as they come to be. */
  take(book: SourceBook): void {
    this.book = book;
  }

  list(): readonly KnownSource[] {
    return this.book?.list() ?? [];
  }

  /** A source that is not known here may have been made a moment ago, by another API: then the log has it. */
  async find(sourceId: string): Promise<KnownSource | undefined> {
    if (!hasSourceForm(sourceId)) return undefined;
    const known = this.book?.find(sourceId);
    if (known || this.unknown.has(sourceId) || !(await this.mayLook())) return known;
    const found = await this.refreshed(sourceId);
    if (found) await this.looks.reward('all');
    else this.unknown.set(sourceId, true);
    return found;
  }

  private async mayLook(): Promise<boolean> {
    return this.looks.consume('all').then(
      () => true,
      () => false,
    );
  }

  /** As the log has it now: a change that was just made here is to be seen in the next answer. */
  async refreshed(sourceId: string): Promise<KnownSource | undefined> {
    if (!hasSourceForm(sourceId)) return undefined;
    const events = await Promise.race([this.read(sourceId), tooLate()]);
    // Before the log has been followed to its end, a book of its own answers.
    const book = this.book ?? new SourceBook();
    for (const event of events) book.apply(event);
    return book.find(sourceId);
  }

  private async read(sourceId: string): Promise<StoredEvent[]> {
    const events: StoredEvent[] = [];
    try {
      for await (const event of this.log.read(sourceStream(sourceId))) events.push(event);
    } catch (error) {
      if (!isUnusable(error)) throw error;
    }
    return events;
  }

  seal(sourceId: string, secret: string): string {
    return sealWithKey(this.deploymentKey, secret, `source ${sourceId}`);
  }

  /** Stands for secrets where a command is recognised when it is sent again: what the log has of it must not help to guess them. */
  fingerprint(secrets: readonly string[] | undefined): string | undefined {
    return secrets && createHmac('sha256', this.deploymentKey).update(JSON.stringify(secrets)).digest('base64url');
  }

  /** The secrets that count now, the newest first. @throws BrokenSealError when they were sealed under another deployment key */
  secretsOf({ sourceId, secrets }: KnownSource, now: Instant): string[] {
    const counting = secrets.filter(({ until }) => until === undefined || until > now);
    return counting.map(({ sealed }) => openWithKey(this.deploymentKey, sealed, `source ${sourceId}`).toString('utf8'));
  }
}

async function tooLate(): Promise<never> {
  await sleep(LOOK_MS, undefined, { ref: false });
  throw new StoreUnavailable(`the event store does not answer within ${LOOK_MS} ms`);
}
