import type { Metrics, TroubleLog } from '@waybill/platform';
import { beat, PARTITIONS, type ReadDatabase, retire } from '@waybill/read-model';
import type { ProcessorDefinition } from '../processor';

/** The database, as logs name it. */
export const POSTGRES = 'Postgres';
const BEAT_MS = 1_000;
/** A process that has not been heard of for this long does not count. */
export const ALIVE_MS = 5_000;

/** The other processes that run the same processors. Each takes an even share of the partitions, so a second process takes over part of the work. */
export class Membership {
  private members: readonly { readonly owner: string; readonly processors: readonly string[] }[] = [];
  /** By name, each with the version of its definition: a process with another one runs other builds, and shares nothing with this one. */
  private readonly processors: ReadonlyMap<string, string>;
  private timer: NodeJS.Timeout | undefined;
  private beating: Promise<void> | undefined;

  constructor(
    private readonly database: ReadDatabase,
    readonly owner: string,
    processors: readonly Pick<ProcessorDefinition, 'name' | 'version'>[],
    private readonly metrics: Metrics,
    private readonly troubles: TroubleLog,
  ) {
    this.processors = new Map(processors.map(({ name, version }) => [name, `${name}@${version}`]));
  }

  start(): void {
    this.timer = setInterval(() => void this.beat(), BEAT_MS);
  }

  /** Partitions of a processor that this process may hold. */
  share(processor: string): number {
    const ours = this.processors.get(processor) ?? processor;
    const sharing = this.members.filter(({ owner, processors }) => owner !== this.owner && processors.includes(ours)).length;
    return Math.ceil(PARTITIONS / (sharing + 1));
  }

  /** Never fails: while the database is away nothing is known of others, and nothing can be taken anyway. */
  beat(): Promise<void> {
    this.beating ??= this.exchange()
      .then(
        () => this.troubles.over(POSTGRES),
        (error: Error) => this.troubles.tell(POSTGRES, error.message),
      )
      .finally(() => {
        this.beating = undefined;
      });
    return this.beating;
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.beating;
    await retire(this.database, this.owner).catch(() => {});
  }

  private async exchange(): Promise<void> {
    const metrics = await this.metrics.registry.getMetricsAsJSON();
    this.members = await beat(this.database, { owner: this.owner, processors: [...this.processors.values()], metrics }, ALIVE_MS);
  }
}
