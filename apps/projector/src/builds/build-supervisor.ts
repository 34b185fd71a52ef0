import { setTimeout as sleep } from 'node:timers/promises';
import { type ActiveBuild, activeBuilds, dropDueBuild } from '@waybill/read-model';
import type { ProcessorDefinition } from '../processor';
import { Building, type BuildSite } from './building';
import { GoingBack, type GoingBackParts } from './going-back';
import type { Runners } from './runners';

const LOOK_MS = 250;
const REAP_MS = 1_000;

/** Looks which builds there are: has them run here, makes those that no other process makes, and clears away what is over. */
export class BuildSupervisor {
  private readonly building = new Map<string, Promise<void>>();
  private readonly goingBack: GoingBack;
  private reapedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly site: BuildSite & GoingBackParts,
    private readonly definitions: readonly ProcessorDefinition[],
    private readonly runners: Runners,
  ) {
    this.goingBack = new GoingBack(site, definitions);
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.look(signal).catch((err) => this.site.logger.debug({ err }, 'No look at the builds'));
      await sleep(LOOK_MS, undefined, { signal }).catch(() => {});
    }
    await Promise.all([...this.building.values(), this.runners.stop()]);
  }

  async look(signal: AbortSignal): Promise<void> {
    const active = await activeBuilds(this.site.database);
    if (signal.aborted) return;
    this.runners.reconcile(active);
    for (const build of active) if (build.state !== 'live') this.take(build, signal);
    await this.reap(active);
  }

  private take(build: ActiveBuild, signal: AbortSignal): void {
    const key = `${build.name} ${build.version}`;
    const definition = this.definitions.find(({ name, version }) => name === build.name && version === build.definition);
    if (!definition || this.building.has(key)) return;
    const done = new Building(this.site, definition, signal).run(build).finally(() => this.building.delete(key));
    this.building.set(key, done);
  }

  private async reap(active: readonly ActiveBuild[]): Promise<void> {
    if (performance.now() - this.reapedAt < REAP_MS) return;
    this.reapedAt = performance.now();
    await this.goingBack.look(active);
    const dropped = await dropDueBuild(this.site.database);
    if (dropped) this.site.logger.info({ processor: dropped.name, build: dropped.version }, 'Dropped a build that is over');
  }
}
