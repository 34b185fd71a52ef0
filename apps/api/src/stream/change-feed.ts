import { setTimeout as sleep } from 'node:timers/promises';
import type { OnModuleDestroy } from '@nestjs/common';
import type { Clock, TroubleLog } from '@waybill/platform';
import {
  changedInbound,
  changesSince,
  type LiveReadModels,
  NO_INBOUND_CHANGES,
  type Queryable,
  SUMMARY_READ_MODELS,
} from '@waybill/read-model';
import { type Arrival, takeIn } from './arrivals';
import { Audiences, messagesOf } from './audiences';
import { type Listener, Telling } from './listener';
import { buildsOf, NO_CHANGES, type ReadFrom, type RowChanges, rowChanges, type Schemas } from './row-changes';
import { ToldLines } from './told-lines';

/** People see a change within this, and one message about a row at most is sent in it. */
const TICK_MS = 250;
const DRAWN_ON = SUMMARY_READ_MODELS;
const TROUBLE = 'live stream';

/** Others who are told of the same changes by the same look. */
export interface Follower {
  /** False while none of its streams is open: nothing is looked at for it. */
  readonly isFollowing: boolean;
  /** @param changed ids of the shipments that changed since the last look; undefined when they may be any */
  look(database: Queryable, schemas: Schemas, changed: ReadonlySet<string> | undefined): Promise<void>;
  /** Sends what waits. @param now monotonic, milliseconds */
  flush(now: number): void;
  end(): void;
}

/**
 * Reads what changed in the read models, once for all open streams of this process, for as long as there are any. It asks four times a
 * second instead of being notified: that works behind every connection pooler, and costs one small query where nothing changed (ADR 30).
 */
export class ChangeFeed implements OnModuleDestroy {
  private readonly audiences = new Audiences();
  private readonly lines = new ToldLines();
  private readonly ended = new AbortController();
  private running = false;
  /** Of the last look, undefined before the first one: what changed behind it is told. */
  private position: bigint | undefined;
  private asking: Promise<bigint> | undefined;
  private builds: string | undefined;
  private arriving: Arrival[] = [];
  private readonly followers: Follower[] = [];

  constructor(
    private readonly live: LiveReadModels,
    private readonly clock: Clock,
    private readonly troubles: TroubleLog,
  ) {}

  /** Open streams of one holder. */
  countOf(holderId: string): number {
    let count = 0;
    for (const { holder } of this.listeners()) if (holder.id === holderId) count += 1;
    return count;
  }

  /**
   * Position from which on a new stream is told, when it does not say where it stands: that of the last look, as long as there are looks. All
   * who come before are answered by one question.
   * @throws DatabaseUnavailable
   */
  async now(): Promise<bigint> {
    if (this.running && this.position !== undefined) return this.position;
    this.asking ??= this.live.asOf(DRAWN_ON).finally(() => {
      this.asking = undefined;
    });
    return this.asking;
  }

  /** From the next look on, a listener hears of what changed behind the position where it stands. */
  join(arrival: Arrival): void {
    this.arriving.push(arrival);
    this.wake();
  }

  /** From now on it is told, whenever it has open streams. */
  attach(follower: Follower): void {
    this.followers.push(follower);
  }

  /** Begins to look, unless that goes on already: from where the read models are at the first look. */
  wake(): void {
    if (this.running) return;
    this.running = true;
    this.position = undefined;
    this.builds = undefined;
    this.lines.forget();
    void this.run();
  }

  leave(listener: Listener): void {
    this.arriving = this.arriving.filter((one) => one.listener !== listener);
    this.audiences.leave(listener);
  }

  onModuleDestroy(): void {
    this.ended.abort();
    for (const listener of this.listeners()) listener.end();
    for (const follower of this.followers) follower.end();
  }

  private get isFollowed(): boolean {
    return this.audiences.size > 0 || this.arriving.length > 0 || this.followers.some(({ isFollowing }) => isFollowing);
  }

  private *listeners(): Generator<Listener> {
    for (const { listeners } of this.audiences) yield* listeners;
    for (const { listener } of this.arriving) yield listener;
  }

  private async run(): Promise<void> {
    while (this.isFollowed && !this.ended.signal.aborted) {
      try {
        await this.tick();
        this.troubles.over(TROUBLE);
      } catch (error) {
        this.troubles.tell(TROUBLE, error instanceof Error ? error.message : String(error));
      }
      this.flush();
      await sleep(TICK_MS, undefined, { signal: this.ended.signal }).catch(() => undefined);
    }
    this.running = false;
  }

  /** Asks how far the read models are before it reads them: rows may then be newer than that, never older. */
  private async tick(): Promise<void> {
    const position = await this.live.nextAsOf(DRAWN_ON);
    const since = this.position ?? position;
    await this.live.on(DRAWN_ON, async (database, schemas) => {
      const from = { database, schemas };
      const builds = buildsOf(schemas);
      const isSwitched = this.builds !== undefined && builds !== this.builds;
      if (isSwitched) this.resync(`${position}-${builds}`);
      await this.takeIn(from, since);
      await this.audiences.learn(from, since);
      const isAhead = position > since;
      const changes = isSwitched ? undefined : isAhead ? await this.changesSince(from, since) : NO_CHANGES;
      if (!isSwitched && isAhead) await this.tell(from, changes, `${position}-${builds}`);
      const changed = changes && new Set([...changes.shipments.rows, ...changes.shipments.gone].map(({ shipmentId }) => shipmentId));
      for (const follower of this.followers) if (follower.isFollowing) await follower.look(database, schemas, changed);
      this.builds = builds;
      this.position = isAhead ? position : since;
    });
  }

  private async takeIn(from: ReadFrom, position: bigint): Promise<void> {
    const arrived = this.arriving;
    this.arriving = [];
    await takeIn(arrived, position, {
      from,
      audiences: this.audiences,
      changesSince: (since) => this.changesSince(from, since),
    });
  }

  /** What comes to sites is looked at only for those who want to hear of it. */
  private async changesSince({ database, schemas }: ReadFrom, since: bigint): Promise<RowChanges | undefined> {
    const found = await changesSince(database, schemas, since);
    const isHeard = this.audiences.hear('inbound');
    const inbound = found && isHeard ? await changedInbound(database, schemas, since) : NO_INBOUND_CHANGES;
    return found && inbound && rowChanges(found, inbound);
  }

  private async tell(from: ReadFrom, changes: RowChanges | undefined, place: string): Promise<void> {
    if (!changes) return this.resync(place);
    // What was told of lines counts no more while it is not heard of, and once lines are read anew since a shipment of them may be erased.
    if (!this.audiences.hear('inbound') || changes.shipments.gone.length > 0) this.lines.forget();
    const messages = await messagesOf(from, this.audiences.index, this.lines.changed(changes));
    const nothing = new Telling([], place);
    for (const audience of this.audiences) {
      const its = messages.get(audience);
      const telling = its ? new Telling(its, place) : nothing;
      for (const listener of audience.listeners) listener.tellAsOthers(telling);
    }
  }

  /** More changed than is told one by one, or rows are of another build: all read anew. */
  private resync(place: string): void {
    this.lines.forget();
    for (const audience of this.audiences) audience.forget();
    for (const listener of this.listeners()) listener.resync(place);
  }

  /** A key that was revoked, or a session that ended, opens nothing any more, nor does what it had opened. */
  private flush(): void {
    for (const listener of [...this.listeners()]) {
      const isAdmitted = listener.holder.isAdmitted();
      if (!isAdmitted) listener.end();
      else if (!listener.flush(this.clock.monotonic())) listener.drop();
      if (!isAdmitted || !listener.isOpen) this.leave(listener);
    }
    for (const follower of this.followers) follower.flush(this.clock.monotonic());
  }
}
