import { setTimeout as sleep } from 'node:timers/promises';
import { type EventLog, openFeed } from '@waybill/event-store';
import { FEED_PREFIXES } from '@waybill/events';
import { backoffDelay, type Clock, type Logger, type Metrics } from '@waybill/platform';
import { migrate, type ReadDatabase, registerProcessor, schemaOf } from '@waybill/read-model';
import type { ProcessorDefinition } from './processor';
import { Feeds } from './runtime/feeds';
import type { LogPoint } from './runtime/log-feed';
import { Membership } from './runtime/membership';
import { createMeters, type Meters } from './runtime/meters';
import { evictTheDead, ownerName } from './runtime/owner';
import { ProjectionDelivery } from './runtime/projection-delivery';
import { ReactorDelivery } from './runtime/reactor-delivery';
import { Runner } from './runtime/runner';
import type { Surroundings } from './runtime/session';

/** What a projector works with. */
export interface ProjectorParts {
  readonly eventLog: EventLog;
  readonly database: ReadDatabase;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
  /** All that this release knows: each is registered, also those that run in other processes. */
  readonly known: readonly ProcessorDefinition[];
  /** Those that run here. */
  readonly chosen: readonly ProcessorDefinition[];
}

const BACKOFF = { baseMs: 100, capMs: 2_000 };
const MEASURE_MS = 2_000;
const MAX_BATCH = 1_000;
const FINISH_MS = 3_500;
const RETIRE_MS = 500;

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
  private runners: Runner[] = [];
  private running: Promise<unknown> = Promise.resolve();
  private troubles = 0;

  constructor(private readonly parts: ProjectorParts) {
    const { database, metrics, logger, chosen } = parts;
    const names = chosen.map(({ name }) => name);
    this.meters = createMeters(metrics, names);
    this.membership = new Membership(database, ownerName(), names, metrics, logger);
    this.feeds = new Feeds((after, signal) => this.openFeed(after, signal));
  }

  /** Resolves when every processor follows the log, or has seen that others run it. */
  async start(): Promise<void> {
    await this.untilDone('The read models cannot be prepared yet', () => this.prepare());
    await this.membership.beat();
    this.membership.start();
    const around = this.surroundings();
    this.runners = this.parts.chosen.map((processor) => this.runner(processor, around));
    this.running = Promise.all([...this.runners.map((runner) => runner.run(this.abort.signal)), this.measure()]);
    while (!this.abort.signal.aborted && !this.runners.every(({ settled }) => settled)) await this.pause(20);
  }

  /**
   * Finishes the batches under way and gives the partitions back. What a database that does not answer keeps waiting is given up: it is
   * rolled back when the process ends, and the leases run out.
   */
  async stop(): Promise<void> {
    this.abort.abort();
    await within(FINISH_MS, this.running);
    this.feeds.close();
    await within(RETIRE_MS, this.membership.stop());
  }

  private async prepare(): Promise<void> {
    const { database, known } = this.parts;
    await migrate(database);
    for (const processor of known) {
      const ddl = processor.kind === 'projection' ? processor.ddl(schemaOf(processor)) : undefined;
      await registerProcessor(database, { ...processor, ddl });
    }
    await evictTheDead(database, this.membership.owner);
  }

  private async untilDone(problem: string, work: () => Promise<void>): Promise<void> {
    for (let attempt = 0; !this.abort.signal.aborted; attempt += 1) {
      try {
        return await work();
      } catch (err) {
        if (attempt === 0) this.parts.logger.warn({ err }, `${problem}; trying again`);
        await this.pause(backoffDelay(attempt, BACKOFF, Math.random()));
      }
    }
  }

  private runner(processor: ProcessorDefinition, around: Surroundings): Runner {
    const { database, eventLog, clock, logger } = this.parts;
    const delivery =
      processor.kind === 'projection'
        ? new ProjectionDelivery(database, processor)
        : new ReactorDelivery(database, processor, () =>
            processor.create({ eventLog, clock, log: logger.child({ processor: processor.name }) }),
          );
    return new Runner(around, processor, delivery, this.membership.owner);
  }

  private surroundings(): Surroundings {
    const { eventLog: log, database, clock, logger } = this.parts;
    const share = (processor: string) => this.membership.share(processor);
    return { log, database, feeds: this.feeds, clock, logger, meters: this.meters, share, troubles: () => this.troubles };
  }

  private openFeed(after: LogPoint, signal: AbortSignal) {
    return openFeed(this.parts.eventLog, {
      from: after.commit < 0n ? 'start' : after,
      prefixes: FEED_PREFIXES,
      maxBatch: MAX_BATCH,
      signal,
      onTrouble: (err, retryInMs) => {
        if (this.troubles++ % 20 === 0) this.parts.logger.warn({ err, retryInMs }, 'The feed of the log broke; trying again');
      },
    });
  }

  /** Lag is measured against the log's true head, never against what the feed has delivered. */
  private async measure(): Promise<void> {
    while (!this.abort.signal.aborted) {
      await this.parts.eventLog.head().then(
        ({ commit }) => this.measureAgainst(commit),
        () => {},
      );
      await this.pause(MEASURE_MS);
    }
  }

  private measureAgainst(head: bigint): void {
    this.meters.head.set({}, Number(head));
    for (const { processor, progress } of this.runners) {
      const { sinceTurnMs, commit, lastEventTime } = progress;
      const labels = { processor: processor.name };
      this.meters.heartbeatAge.set(labels, sinceTurnMs / 1000);
      if (commit === undefined) continue;
      const behind = commit < head && lastEventTime !== undefined;
      this.meters.lagSeconds.set(labels, behind ? Math.max(0, this.parts.clock.now() - lastEventTime) / 1000 : 0);
    }
  }

  private async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.abort.signal }).catch(() => {});
  }
}
