import { setTimeout as sleep } from 'node:timers/promises';
import { backoffDelay } from '@waybill/platform';
import { Fenced, type LeaseNote, Leases, QueryTimeout } from '@waybill/read-model';
import type { ProcessorDefinition } from '../processor';
import { isPassing, messageOf } from './failures';
import { BATCH_EVENTS } from './follower';
import { OwnedPartitions } from './partitions';
import type { ProcessorDriver, RunningBuild } from './processor-driver';
import { Poisoned } from './projection-driver';
import type { Pulse } from './pulse';
import { Session, type Surroundings } from './session';
import { deploymentOf, StoreMismatch, verifyStore } from './store-identity';

const LEASE_MS = 6_000;
const RENEW_MS = 1_500;
const NOTHING_FREE_MS = 500;
const HALTED_MS = 2_000;
const BEGIN_AGAIN_MS = 50;
/** A turn that takes longer is cut: leases are given back, and taken over, between turns. One that takes half as long may be larger. */
const SLOW_TURN_MS = 1_500;
const FEWEST_EVENTS = 50;
const BACKOFF = { baseMs: 100, capMs: 5_000 };

/** Runs one build of a processor for as long as it is wanted: acquires partitions, works on them, and begins again whatever happens. */
export class Runner {
  private readonly leases: Leases;
  private session: Session | undefined;
  private note: LeaseNote = { state: 'running' };
  private renewing: Promise<void> | undefined;
  /** Monotonic time up to which the leases certainly hold. */
  private heldUntil = 0;
  private mustReacquire = false;
  private attempt = 0;
  private batchEvents = BATCH_EVENTS;
  private turnedAt = 0;
  /** True once it has caught up with the log, or another process has all of its partitions. */
  settled = false;

  constructor(
    private readonly around: Surroundings,
    readonly processor: ProcessorDefinition,
    readonly build: RunningBuild,
    private readonly driver: ProcessorDriver,
    owner: string,
    readonly pulse: Pulse,
  ) {
    this.leases = new Leases(around.database, { ...build, definition: processor.version }, owner, LEASE_MS);
  }

  async run(signal: AbortSignal): Promise<void> {
    const timer = setInterval(() => void this.renew(), RENEW_MS);
    signal.addEventListener('abort', () => this.session?.close(), { once: true });
    while (!signal.aborted) {
      try {
        await this.work(signal);
      } catch (error) {
        await this.recover(error, signal);
      }
    }
    clearInterval(timer);
    await this.end();
  }

  /** Where this processor's own loop stands. */
  get progress(): { readonly commit: bigint | undefined; readonly lastEventTime: number | undefined } {
    const commit = this.session?.owned.count ? this.session.owned.lowest.commit : undefined;
    return { commit, lastEventTime: this.session?.lastEventTime };
  }

  private async work(signal: AbortSignal): Promise<void> {
    const session = await this.begin();
    if (!session) {
      this.settled = true;
      this.pulse.moved();
      await sleep(NOTHING_FREE_MS, undefined, { signal }).catch(() => {});
      return;
    }
    try {
      while (!signal.aborted && !this.mustReacquire) await this.turn(session);
    } finally {
      session.close();
      this.session = undefined;
    }
  }

  private async turn(session: Session): Promise<void> {
    this.turnedAt = this.around.clock.monotonic();
    if (this.turnedAt > this.heldUntil) await this.renew();
    if (this.turnedAt > this.heldUntil) this.mustReacquire = true;
    if (this.mustReacquire) return;
    await this.measured(() => session.turn(this.batchEvents));
    if (session.isOver) this.mustReacquire = true;
    if (session.following) this.settled = true;
    if (session.isAlive) this.pulse.moved();
    this.attempt = 0;
    this.note = { state: 'running' };
  }

  /** Has the next turn take more events at once, or fewer, by how long this one took. */
  private async measured(turn: () => Promise<void>): Promise<void> {
    const { clock } = this.around;
    const began = clock.monotonic();
    await turn();
    const tookMs = clock.monotonic() - began;
    if (tookMs > SLOW_TURN_MS) this.takeFewer(2);
    else if (tookMs < SLOW_TURN_MS / 2) this.batchEvents = Math.min(BATCH_EVENTS, this.batchEvents * 2);
  }

  private takeFewer(times: number): void {
    this.batchEvents = Math.max(FEWEST_EVENTS, Math.floor(this.batchEvents / times));
  }

  private async begin(): Promise<Session | undefined> {
    const { clock, share, log, meters } = this.around;
    this.turnedAt = clock.monotonic();
    this.mustReacquire = false;
    await this.driver.reset();
    const checkpoints = await this.leases.acquire(share(this.processor.name));
    this.heldUntil = this.turnedAt + LEASE_MS;
    if (checkpoints.length === 0) return undefined;
    const deploymentId = await deploymentOf(log);
    await verifyStore(log, deploymentId, checkpoints);
    if (this.build.isLive) meters.epoch.set({ processor: this.processor.name }, Math.max(...checkpoints.map(({ epoch }) => Number(epoch))));
    this.session = new Session(this.around, this.processor, this.build, this.driver, new OwnedPartitions(checkpoints), deploymentId);
    try {
      await this.session.open();
    } catch (error) {
      // Its place in the feed is not read from then on, and would hold up the others that share the feed.
      this.session.close();
      throw error;
    }
    return this.session;
  }

  private async recover(error: unknown, signal: AbortSignal): Promise<void> {
    const { meters, logger } = this.around;
    this.pulse.moved();
    if (!this.build.isLive && (await this.isExpectedOfBuild(error))) {
      await sleep(BEGIN_AGAIN_MS, undefined, { signal }).catch(() => {});
      return;
    }
    const labels = { processor: this.processor.name };
    if (error instanceof Fenced) meters.fenced.add(labels);
    else meters.failures.add(labels);
    if (error instanceof QueryTimeout) this.takeFewer(4);
    const halted = error instanceof StoreMismatch;
    const firstTime = this.note.state !== (halted ? 'halted' : 'retrying');
    this.note = { state: halted ? 'halted' : 'retrying', note: messageOf(error).slice(0, 500) };
    if (halted && firstTime) logger.error(labels, error.message);
    else if (!halted && firstTime)
      logger.warn({ ...labels, err: error }, isPassing(error) ? 'Interrupted; trying again' : 'Failed; trying again');
    void this.renew();
    const pause = halted ? HALTED_MS : backoffDelay(this.attempt++, BACKOFF, Math.random());
    await sleep(pause, undefined, { signal }).catch(() => {});
  }

  /** What ends a build that is being made, or only has it begin again at another place, is no trouble of the processor. */
  private async isExpectedOfBuild(error: unknown): Promise<boolean> {
    if (error instanceof Fenced) return true;
    if (!(error instanceof Poisoned || error instanceof StoreMismatch)) return false;
    return this.around.abandon(this.build, error.message).catch(() => true);
  }

  /** Also tells others how it goes. Time counts from before the question was asked. */
  private renew(): Promise<void> {
    this.renewing ??= this.askForMore().finally(() => {
      this.renewing = undefined;
    });
    return this.renewing;
  }

  private async askForMore(): Promise<void> {
    // Another process shall take over what hangs here.
    if (this.pulse.isHung) return;
    const asked = this.around.clock.monotonic();
    try {
      const { held, free } = await this.leases.renew(this.note);
      this.heldUntil = asked + LEASE_MS;
      const { session } = this;
      if (!session) return;
      const lost = session.owned.numbers.some((partition) => !held.includes(partition));
      const more = free > 0 && session.owned.count < this.around.share(this.processor.name);
      if (lost || more) this.mustReacquire = true;
    } catch {
      // The leases run out by themselves, and then another process takes over.
    }
  }

  private async end(): Promise<void> {
    await this.renewing;
    await this.driver.reset();
    await this.leases.releaseAll().catch(() => {});
  }
}
