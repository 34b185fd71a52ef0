import { setTimeout as sleep } from 'node:timers/promises';
import type { EventLog } from '@waybill/event-store';
import type { Clock, Logger } from '@waybill/platform';
import { type Advance, checkpointsOf, type ReadDatabase, type SeenEvent } from '@waybill/read-model';
import type { ProcessorDefinition } from '../processor';
import { Alarm } from './alarm';
import { DeadLetterQueues } from './dead-letter-queues';
import type { Feeds } from './feeds';
import { BATCH_EVENTS, type Follower } from './follower';
import { type Batch, cutAt } from './log-feed';
import type { Meters } from './meters';
import { eventsFor } from './partitioning';
import type { OwnedPartitions } from './partitions';
import type { KeyedBatch, ProcessorDriver, RunningBuild } from './processor-driver';
import { verifyStore } from './store-identity';

/** What the processors of one process share. */
export interface Surroundings {
  readonly log: EventLog;
  readonly database: ReadDatabase;
  readonly feeds: Feeds;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meters: Meters;
  /** Partitions of a processor that this process may hold. */
  share(processor: string): number;
  /** A build that is being made cannot be finished. Answers false when it has become the live one in the meantime. */
  abandon(build: RunningBuild, why: string): Promise<boolean>;
  /** Counts breaks of the connection to the store: after each the log is looked at again before anything is written. */
  troubles(): number;
}

const VERIFY_MS = 5_000;
/** An advance over nothing but filtered-out events is written at most this often. */
const IDLE_ADVANCE_MS = 100;
/** A reactor with unfinished work is called again after this. */
const PENDING_MS = 75;
const TURN_MS = 500;
/** Longest wait for a fuller batch while the past is gone through. */
const GATHER_MS = 250;
/** Longest rest after a piece of what comes in now. It lasts no longer than the piece took: an idle machine hardly rests. */
const REST_MS = 25;
/** So often a build that is being made looks whether it has to stand still. */
const HOLDS_MS = 100;

/** One stretch of work on the partitions that were acquired together. Ends when they have to be acquired again. */
export class Session {
  private readonly follower: Follower;
  private pending = false;
  private hasMoved = false;
  private readonly deadLetters: DeadLetterQueues;
  private readonly alarm: Alarm;
  private lastSeen: SeenEvent | undefined;
  private idle: Batch | undefined;
  private advancedAt = 0;
  private restsUntil = 0;
  private verifiedAt: number;
  private troublesSeen: number;
  private holdsSeenAt: number;
  private holdsChanged = false;

  constructor(
    private readonly around: Surroundings,
    private readonly processor: ProcessorDefinition,
    private readonly build: RunningBuild,
    private readonly driver: ProcessorDriver,
    readonly owned: OwnedPartitions,
    private deploymentId: string | undefined,
  ) {
    this.verifiedAt = around.clock.monotonic();
    this.holdsSeenAt = this.verifiedAt;
    this.troublesSeen = around.troubles();
    this.deadLetters = new DeadLetterQueues(around, build, driver, owned);
    this.alarm = new Alarm(around, build, driver, owned, this.deadLetters);
    this.follower = around.feeds.follow(owned.lowest);
  }

  open(): Promise<void> {
    return this.deadLetters.open();
  }

  /** Everything that was in the log when it was last looked at has been passed. */
  get following(): boolean {
    return this.follower.caughtUp;
  }

  /** It has moved since it was last asked, or is done with all that was in the log. */
  get isAlive(): boolean {
    const alive = this.hasMoved || (this.following && !this.pending);
    this.hasMoved = false;
    return alive;
  }

  /**
   * The partitions have to be acquired again: there are others to share them with, where they have to stand still has changed, or some can
   * share a checkpoint from now on.
   */
  get isOver(): boolean {
    if (this.owned.count > this.around.share(this.processor.name)) return true;
    return this.holdsChanged || (this.following && !this.pending && this.owned.haveMet);
  }

  close(): void {
    this.around.feeds.unfollow(this.follower);
  }

  /** One turn: waits for something to do, at most half a second, and does it. `most` events are taken at once. */
  async turn(most = BATCH_EVENTS): Promise<void> {
    if (!this.build.isLive && (await this.hasToStandStill())) return;
    if (!this.follower.hasSomething) await this.follower.changed(this.pending ? PENDING_MS : this.idle ? IDLE_ADVANCE_MS : TURN_MS);
    if (this.follower.hasSomething) await this.follower.gathered(most / 2, GATHER_MS);
    if (this.follower.closed) return;
    await this.rest(most);
    await this.verifyNowAndThen();
    await this.deadLetters.carryOutRequests(most);
    // What falls due in the past is done once at its end.
    if (this.follower.live) await this.alarm.wakeDue();
    const batch = this.follower.take(most);
    if (batch) {
      if (this.build.isLive && batch.unknown > 0) this.around.meters.unknown.add({ processor: this.processor.name }, batch.unknown);
      await this.process(batch);
    } else if (this.idle) await this.process(this.idle, true);
    else if (this.pending) await this.goOn();
  }

  /** What comes meanwhile shares the next transaction, of which each costs much beside its events when the machine is busy. */
  private async rest(most: number): Promise<void> {
    const left = this.restsUntil - this.around.clock.monotonic();
    if (left > 0 && this.follower.live && this.follower.queued < most / 2) await sleep(left);
  }

  /** True when there is nothing to do in this turn: the build has to stand still, or to begin again with other holds. */
  private async hasToStandStill(): Promise<boolean> {
    const { clock, database } = this.around;
    const { isStill } = this.owned;
    if (isStill) {
      this.close();
      await sleep(HOLDS_MS);
    }
    if (isStill || clock.monotonic() - this.holdsSeenAt >= HOLDS_MS) {
      const holds = new Map((await checkpointsOf(database, this.build)).map(({ partition, hold }) => [partition, hold?.commit]));
      this.holdsChanged = !this.owned.hasHolds(holds);
      this.holdsSeenAt = clock.monotonic();
    }
    return isStill || this.holdsChanged;
  }

  private async process(batch: Batch, now = false): Promise<void> {
    // What cannot be read has to be set aside; only what says nothing to any processor may wait.
    const isEmpty = batch.events.length === 0 && batch.unreadable.length === 0;
    if (isEmpty && !now && this.around.clock.monotonic() - this.advancedAt < IDLE_ADVANCE_MS) {
      this.idle = batch;
      return;
    }
    this.idle = undefined;
    let rest = batch;
    for (let hold = this.owned.nextHold; hold && hold.commit <= rest.position.commit; hold = this.owned.nextHold) {
      const [upToHold, behind] = cutAt(rest, hold);
      await this.processPiece(upToHold);
      rest = behind;
    }
    if (!this.owned.isStill) await this.processPiece(rest);
  }

  private async processPiece(batch: Batch): Promise<void> {
    this.note(batch);
    const start = this.around.clock.monotonic();
    this.driver.observe?.(batch.events);
    await this.hand(this.stepTo(batch.position), this.deadLetters.divide(eventsFor(this.processor, batch, this.owned.commits)));
    this.measure(batch, start);
    const now = this.around.clock.monotonic();
    this.restsUntil = now + Math.min(now - start, REST_MS);
  }

  private async goOn(): Promise<void> {
    await this.hand(this.stepTo(this.follower.reached), { events: [], behind: [] });
  }

  private async hand(step: Advance, divided: Pick<KeyedBatch, 'events' | 'behind'>): Promise<void> {
    if (step.ranges.length === 0 && !this.pending) return;
    const receipt = await this.driver.deliver({
      ...divided,
      step: { ...step, handled: divided.events.length },
      past: !this.follower.live,
      feed: this.follower.feed,
    });
    this.pending = receipt.pending;
    if (receipt.step) {
      this.owned.moved(receipt.step);
      this.hasMoved = true;
    }
    this.advancedAt = this.around.clock.monotonic();
    this.deadLetters.stop(receipt.failed);
  }

  private stepTo({ commit, prepare }: { commit: bigint; prepare: bigint }): Advance {
    return { ranges: this.owned.behind(commit), commit, prepare, lastEvent: this.lastSeen, deploymentId: this.deploymentId };
  }

  private note({ events }: Batch): void {
    const last = events.at(-1);
    if (last) this.lastSeen = { id: last.eventId, position: last.position, recordedTime: last.metadata.recordedtime };
    if (this.deploymentId !== undefined) return;
    const created = events.find((event) => event.type === 'dev.waybill.deployment-created.v1');
    if (created?.type === 'dev.waybill.deployment-created.v1') this.deploymentId = created.data.deploymentId;
  }

  /** A log that was exchanged for an older copy must not be built upon. */
  private async verifyNowAndThen(): Promise<void> {
    const now = this.around.clock.monotonic();
    const troubles = this.around.troubles();
    if (troubles === this.troublesSeen && now - this.verifiedAt < VERIFY_MS) return;
    await verifyStore(this.around.log, this.deploymentId, this.owned.checkpoints);
    this.verifiedAt = now;
    this.troublesSeen = troubles;
  }

  private measure(batch: Batch, start: number): void {
    const { meters, clock } = this.around;
    const labels = { processor: this.processor.name };
    meters.batchSeconds.observe(labels, (clock.monotonic() - start) / 1000);
    meters.events.add(labels, batch.events.length);
    if (!this.build.isLive) return;
    meters.position.set(labels, Number(this.owned.lowest.commit));
  }

  /** Recorded time of the last event passed, in milliseconds; undefined before the first. */
  get lastEventTime(): number | undefined {
    return this.lastSeen === undefined ? undefined : Date.parse(this.lastSeen.recordedTime);
  }
}
