import { setTimeout as sleep } from 'node:timers/promises';
import { type EventLog, type LogPosition, openFeed } from '@waybill/event-store';
import { FEED_PREFIXES } from '@waybill/events';
import { backoffDelay, type Clock, HEARTBEAT_MS, HUNG_AFTER_SECONDS, type Logger, type Metrics, TroubleLog } from '@waybill/platform';
import { DatabaseUnavailable, failBuild, migrate, type ReadDatabase, registerProcessor } from '@waybill/read-model';
import { BuildSupervisor } from './builds/build-supervisor';
import { Gate } from './builds/gate';
import { Runners } from './builds/runners';
import type { ProcessorDefinition } from './processor';
import { Feeds } from './runtime/feeds';
import { GroupCommit } from './runtime/group-commit';
import { Membership, POSTGRES } from './runtime/membership';
import { createMeters, type Meters } from './runtime/meters';
import { evictDeadOwners, ownerName } from './runtime/owner';
import type { RunningBuild } from './runtime/processor-driver';
import { ProjectionDriver } from './runtime/projection-driver';
import { answering, Pulse } from './runtime/pulse';
import { ReactorDriver } from './runtime/reactor-driver';
import { Runner } from './runtime/runner';
import type { Surroundings } from './runtime/session';

/** What a projector works with. */
export interface ProjectorParts {
  readonly eventLog: EventLog;
  readonly database: ReadDatabase;
  /** The same database, for statements that take long. */
  readonly patient: ReadDatabase;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
  /** All that this release knows: each is registered, also those that run in other processes. */
  readonly known: readonly ProcessorDefinition[];
  /** Those that run here. */
  readonly chosen: readonly ProcessorDefinition[];
  /** How long the tables of a build are kept after another one was switched to. */
  readonly dropAfterMs: number;
  /** For how long no process may have run the newer definition of a live build before this release takes it back to its own. */
  readonly goBackAfterMs: number;
}

const BACKOFF = { baseMs: 100, capMs: 2_000 };
const EVENT_STORE = 'event store';
const MEASURE_MS = 2_000;
const MAX_BATCH = 1_000;
const FINISH_MS = 3_500;
const RETIRE_MS = 500;
/** Each takes two of the connections for statements that take long. */
export const COMPARISONS_AT_ONCE = 2;

/** Waits for something, but not longer than that. */
export async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const limit = new AbortController();
  await Promise.race([work, sleep(ms, undefined, { signal: limit.signal }).catch(() => {})]);
  limit.abort();
}

/** The processors of one process. It goes on whatever happens to the store or the database; only `stop` ends it. */
export class Projector {
  private readonly abort = new AbortController();
  private readonly meters: Meters;
  private readonly membership: Membership;
  private readonly feeds: Feeds;
  /** By feed. */
  private readonly groups = new WeakMap<object, GroupCommit>();
  private readonly runners: Runners;
  private readonly supervisor: BuildSupervisor;
  private running: Promise<unknown> = Promise.resolve();
  private readonly troubles: TroubleLog;
  private feedTroubles = 0;
  private seconds: NodeJS.Timeout | undefined;

  constructor(private readonly parts: ProjectorParts) {
    const { database, metrics, logger, clock, chosen } = parts;
    this.troubles = new TroubleLog(logger, clock);
    const names = chosen.map(({ name }) => name);
    this.meters = createMeters(metrics, names);
    this.membership = new Membership(database, ownerName(), chosen, metrics, this.troubles);
    this.feeds = new Feeds((after, signal) => this.openFeed(after, signal));
    const around = this.surroundings();
    this.runners = new Runners(chosen, (processor, build) => this.runner(processor, build, around));
    const site = { ...parts, log: parts.eventLog, owner: this.membership.owner, comparisons: new Gate(COMPARISONS_AT_ONCE) };
    this.supervisor = new BuildSupervisor(site, chosen, this.runners);
  }

  /** Resolves when every processor follows the log, or has seen that others run it. */
  async start(): Promise<void> {
    await this.untilDone('The read models cannot be prepared yet', () => this.prepare());
    this.membership.start();
    this.seconds = setInterval(() => this.secondPassed(), HEARTBEAT_MS);
    await this.untilDone('The builds cannot be seen yet', () => this.supervisor.look(this.abort.signal));
    this.running = Promise.all([this.supervisor.run(this.abort.signal), this.measure()]);
    while (!this.abort.signal.aborted && !this.runners.live.every(({ settled }) => settled)) await this.pause(20);
  }

  /**
   * Finishes the batches under way and gives the partitions back. What a database that does not answer keeps waiting is given up: it is
   * rolled back when the process ends, and the leases run out.
   */
  async stop(): Promise<void> {
    this.abort.abort();
    clearInterval(this.seconds);
    await within(FINISH_MS, this.running);
    this.feeds.close();
    await within(RETIRE_MS, this.membership.stop());
  }

  private async prepare(): Promise<void> {
    const { database, known } = this.parts;
    await migrate(database);
    // An older release that starts now leaves alone what this one is about to make.
    await this.membership.beat();
    for (const processor of known) {
      const tables = processor.kind === 'projection' ? processor.tables : undefined;
      await registerProcessor(database, { name: processor.name, kind: processor.kind, definition: processor.version, tables });
    }
    await evictDeadOwners(database, this.membership.owner);
  }

  private async untilDone(problem: string, work: () => Promise<void>): Promise<void> {
    for (let attempt = 0; !this.abort.signal.aborted; attempt += 1) {
      try {
        return await work();
      } catch (err) {
        if (err instanceof DatabaseUnavailable) this.troubles.tell(POSTGRES, err.message);
        else if (attempt === 0) this.parts.logger.warn({ err }, `${problem}; trying again`);
        await this.pause(backoffDelay(attempt, BACKOFF, Math.random()));
      }
    }
  }

  private runner(processor: ProcessorDefinition, build: RunningBuild, around: Surroundings): Runner {
    const { clock, logger } = this.parts;
    const pulse = new Pulse();
    const [database, eventLog] = [answering(this.parts.database, pulse), answering(this.parts.eventLog, pulse)];
    const driver =
      processor.kind === 'projection'
        ? new ProjectionDriver(database, processor, build, (feed) => answering(this.groupOf(feed), pulse))
        : new ReactorDriver(
            database,
            build,
            processor.create({ eventLog, clock, log: logger.child({ processor: processor.name }), alive: () => pulse.answered() }),
          );
    return new Runner(around, processor, build, driver, this.membership.owner, pulse);
  }

  private groupOf(feed: object = this): GroupCommit {
    const group = this.groups.get(feed) ?? new GroupCommit(this.parts.database);
    this.groups.set(feed, group);
    return group;
  }

  private surroundings(): Surroundings {
    const { eventLog: log, database, clock, logger } = this.parts;
    const share = (processor: string) => this.membership.share(processor);
    const abandon = (build: RunningBuild, why: string) => failBuild(database, build, why);
    return { log, database, feeds: this.feeds, clock, logger, meters: this.meters, share, abandon, troubles: () => this.feedTroubles };
  }

  private openFeed(after: LogPosition, signal: AbortSignal) {
    return openFeed(this.parts.eventLog, {
      from: after.commit < 0n ? 'start' : after,
      prefixes: FEED_PREFIXES,
      maxBatch: MAX_BATCH,
      signal,
      onTrouble: (err, retryInMs) => {
        this.feedTroubles += 1;
        this.parts.logger.debug({ err, retryInMs }, 'The feed of the log broke');
        this.troubles.tell('feed of the log', 'The feed of the log broke; it goes on by itself.');
      },
    });
  }

  /** For how many seconds the loop of some processor has given no sign of life. */
  get silentSeconds(): number {
    return Math.max(0, ...this.runners.live.map(({ pulse }) => pulse.silentSeconds));
  }

  private secondPassed(): void {
    for (const { processor, pulse } of this.runners.live) {
      const wasHung = pulse.isHung;
      pulse.secondPassed();
      this.meters.heartbeatAge.set({ processor: processor.name }, pulse.silentSeconds);
      if (pulse.isHung && !wasHung)
        this.parts.logger.error(
          { processor: processor.name },
          `It has given no sign of life for ${HUNG_AFTER_SECONDS} s; others may take it over`,
        );
    }
  }

  /** Lag is measured against the log's true head, never against what the feed has delivered. */
  private async measure(): Promise<void> {
    while (!this.abort.signal.aborted) {
      await this.parts.eventLog.head().then(
        ({ commit }) => {
          this.troubles.over(EVENT_STORE);
          this.measureAgainst(commit);
        },
        async (error) => this.troubles.tell(EVENT_STORE, await this.parts.eventLog.trouble(error)),
      );
      await this.pause(MEASURE_MS);
    }
  }

  private measureAgainst(head: bigint): void {
    this.meters.head.set({}, Number(head));
    for (const { processor, progress } of this.runners.live) {
      const { commit, lastEventTime } = progress;
      const labels = { processor: processor.name };
      if (commit === undefined) continue;
      const behind = commit < head && lastEventTime !== undefined;
      this.meters.lagSeconds.set(labels, behind ? Math.max(0, this.parts.clock.now() - lastEventTime) / 1000 : 0);
    }
  }

  private async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.abort.signal }).catch(() => {});
  }
}
