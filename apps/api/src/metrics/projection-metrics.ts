import type { Clock } from '@waybill/platform';
import { type ProcessorPartition, processorPartitions, type ReadDatabase } from '@waybill/read-model';
import client from 'prom-client';
import { type Backlog, type BacklogWatch, positionOf } from '../processors/backlog';

interface Sources {
  readonly database: ReadDatabase;
  readonly backlogs: BacklogWatch;
  readonly clock: Clock;
}

/** Gauges of all processors as the database and the head of the log show them; so a dead projector cannot hide its own lag. */
export class ProjectionMetrics {
  private readonly registry = new client.Registry();
  private readonly head = this.gauge('projection_head_position', 'Position of the last event in the log', []);
  private readonly position = this.gauge('projection_position', 'Position that the partition has passed', ['processor', 'partition']);
  private readonly lagEvents = this.gauge('projection_lag_events', 'Events not yet passed, counted up to 1,000', [
    'processor',
    'partition',
  ]);
  private readonly lagSeconds = this.gauge('projection_lag_seconds', 'Age of the oldest event not yet passed', ['processor', 'partition']);
  private readonly deadLetters = this.gauge('dead_letters', 'Events set aside because their key failed', ['processor', 'partition']);

  constructor(private readonly sources: Sources) {}

  /** Empty while Postgres or the store does not answer: no figure is better than an old one. */
  async read(): Promise<object[]> {
    this.registry.resetMetrics();
    try {
      await this.fill();
    } catch {
      return [];
    }
    return this.registry.getMetricsAsJSON();
  }

  private async fill(): Promise<void> {
    const { database, backlogs, clock } = this.sources;
    const partitions = (await processorPartitions(database)).filter(({ live }) => live);
    const backlog = await backlogs.behind(partitions, clock.now());
    this.head.set(Number(backlog.head ?? -1n));
    for (const partition of partitions) this.show(partition, backlog);
  }

  private show(it: ProcessorPartition, backlog: Backlog): void {
    const labels = { processor: it.processor, partition: String(it.partition) };
    const { lagEvents, lagSeconds } = backlog.after(positionOf(it));
    this.position.set(labels, Number(positionOf(it)));
    this.lagEvents.set(labels, lagEvents);
    this.lagSeconds.set(labels, lagSeconds);
    this.deadLetters.set(labels, it.deadLetters);
  }

  private gauge(name: string, help: string, labelNames: string[]): client.Gauge {
    return new client.Gauge({ name, help, labelNames, registers: [this.registry] });
  }
}
