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
import { Audience, type Interest, NO_CHANGES, type RowChanges, rowChanges, type Schemas } from './audience';
import { type Listener, Telling } from './listener';

/** People see a change within this, and one message about a row at most is sent in it. */
const TICK_MS = 250;
const DRAWN_ON = SUMMARY_READ_MODELS;
const TROUBLE = 'live stream';

/** Where a client stands: a position, and of which builds its rows were. Those are not known of rows that come from a list. */
export interface ClientPosition {
  readonly position: bigint;
  readonly builds?: string;
}

const buildsOf = (schemas: Schemas): string => DRAWN_ON.map((name) => /\d+$/.exec(schemas[name])?.[0]).join('.');

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

/** A stream that was opened since the last look, and where its client stands. */
interface Arrival {
  readonly listener: Listener;
  readonly interest: Interest;
  readonly since: ClientPosition;
}

/**
 * Reads what changed in the read models, once for all open streams of this process, for as long as there are any. It asks four times a
 * second instead of being notified: that works behind every connection pooler, and costs one small query where nothing changed (ADR 30).
 */
export class ChangeFeed implements OnModuleDestroy {
  private readonly audiences = new Map<string, Audience>();
  private readonly ended = new AbortController();
  private running = false;
  /** Of the last look, undefined before the first one: what changed behind it is told. */
  private position: bigint | undefined;
  private asking: Promise<bigint> | undefined;
  private builds: string | undefined;
  private arriving: readonly Arrival[] = [];
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
  join(listener: Listener, interest: Interest, since: ClientPosition): void {
    this.arriving = [...this.arriving, { listener, interest, since }];
    this.wake(since.position);
  }

  /** From now on it is told, whenever it has open streams. */
  attach(follower: Follower): void {
    this.followers.push(follower);
  }

  /** Begins to look, unless that goes on already. @param position what changed behind it is told; where it is at the first look when absent */
  wake(position?: bigint): void {
    if (this.running) return;
    this.running = true;
    this.position = position;
    this.builds = undefined;
    void this.run();
  }

  leave(listener: Listener): void {
    this.arriving = this.arriving.filter((one) => one.listener !== listener);
    for (const [name, audience] of this.audiences) {
      audience.listeners.delete(listener);
      if (audience.listeners.size === 0) this.audiences.delete(name);
    }
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
    for (const { listeners } of this.audiences.values()) yield* listeners;
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
      await this.takeIn(database, schemas, since);
      const builds = buildsOf(schemas);
      const isSwitched = this.builds !== undefined && builds !== this.builds;
      if (isSwitched) for (const listener of this.listeners()) listener.resync(`${position}-${builds}`);
      const isAhead = position > since;
      const changes = isSwitched ? undefined : await (isAhead ? this.changesSince(database, schemas, since) : NO_CHANGES);
      if (!isSwitched && isAhead) await this.tell(database, schemas, changes, position);
      const changed = changes && new Set([...changes.shipments.rows, ...changes.shipments.gone].map(({ shipmentId }) => shipmentId));
      for (const follower of this.followers) if (follower.isFollowing) await follower.look(database, schemas, changed);
      this.builds = builds;
      this.position = isAhead ? position : since;
    });
  }

  /** What comes to sites is looked at only for those who want to hear of it. */
  private async changesSince(database: Queryable, schemas: Schemas, since: bigint): Promise<RowChanges | undefined> {
    const found = await changesSince(database, schemas, since);
    const isHeard =
      [...this.audiences.values()].some((audience) => audience.hears('inbound')) ||
      this.arriving.some(({ interest }) => interest.topics.includes('inbound'));
    const inbound = found && isHeard ? await changedInbound(database, schemas, since) : NO_INBOUND_CHANGES;
    return found && inbound && rowChanges(found, inbound);
  }

  private async tell(database: Queryable, schemas: Schemas, changes: RowChanges | undefined, position: bigint): Promise<void> {
    const place = `${position}-${buildsOf(schemas)}`;
    for (const audience of this.audiences.values()) {
      const messages = changes && (await audience.messages(database, schemas, changes));
      const telling = messages && new Telling(messages, place);
      for (const listener of audience.listeners) telling ? listener.tellAsOthers(telling) : listener.resync(place);
    }
  }

  /** Brings those who came since the last look to where the others are. One after the other with the looks, so that nothing falls in between. */
  private async takeIn(database: Queryable, schemas: Schemas, position: bigint): Promise<void> {
    // Those who were cut off together come back together, and from the same position.
    let last: { readonly since: bigint; readonly changes: RowChanges | undefined } | undefined;
    for (const { listener, interest, since } of this.arriving) {
      const name = JSON.stringify(interest);
      const audience = this.audiences.get(name) ?? new Audience(interest);
      const builds = buildsOf(schemas);
      const place = `${position}-${builds}`;
      const isSwitched = since.builds !== undefined && since.builds !== builds;
      const isBehind = !isSwitched && since.position < position;
      if (isBehind && last?.since !== since.position)
        last = { since: since.position, changes: await this.changesSince(database, schemas, since.position) };
      const found = isBehind ? last?.changes : undefined;
      if (found) listener.tell(await audience.messages(database, schemas, found, true), place);
      else if (isSwitched || isBehind) listener.resync(place);
      if (listener.isOpen) {
        this.audiences.set(name, audience);
        audience.listeners.add(listener);
      }
      this.arriving = this.arriving.filter((one) => one.listener !== listener);
    }
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
