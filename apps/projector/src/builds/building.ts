import { setTimeout as sleep } from 'node:timers/promises';
import type { EventLog } from '@waybill/event-store';
import type { Logger } from '@waybill/platform';
import {
  type ActiveBuild,
  type BuildStep,
  type Controller,
  checkpointsOf,
  controlBuild,
  failBuild,
  liveBuild,
  moveBuild,
  prepareBuild,
  type Queryable,
  type ReadDatabase,
  releaseHolds,
  switchTo,
} from '@waybill/read-model';
import type { ProcessorDefinition } from '../processor';
import { isPassing, messageOf } from '../runtime/failures';
import { Approach, isAtLeast, isFromAnotherLog } from './catching-up';
import type { Gate } from './gate';
import { compareSideBySide } from './side-by-side';

/** What building works with. */
export interface BuildSite {
  readonly log: EventLog;
  readonly database: ReadDatabase;
  /** For statements that take long. */
  readonly patient: ReadDatabase;
  /** Each takes two connections of those, for as long as it takes to read all rows. */
  readonly comparisons: Gate;
  readonly logger: Logger;
  readonly owner: string;
  /** How long the tables of the build before are kept after a switch. */
  readonly dropAfterMs: number;
}

/** Control is renewed at every step, and while a comparison runs. */
const CONTROL_MS = 6_000;
const RENEW_MS = 2_000;
const LOOK_MS = 100;
const TROUBLE_MS = 500;
/** The live build comes within this to where the rebuilt one stands; when no process runs its older definition any more, it will not. */
const LIVE_COMES_MS = 30_000;
const OLDER_COMES_MS = 5_000;
/** A definition is gone back from when no process runs it. */
const NEWER_COMES_MS = 0;
const SWITCH_MS = 3_000;

const NOT_COMPARED = 'Not compared: the live build does not go on.';
const FROM_ANOTHER_LOG = 'Not compared: the live build was made from another log.';

/** Takes one build from request to end, for as long as this process controls it. Wherever it is killed, another goes on from the state. */
export class Building {
  private readonly by: Controller;
  private approach: Approach;

  constructor(
    private readonly site: BuildSite,
    private readonly definition: ProcessorDefinition,
    private readonly signal: AbortSignal,
  ) {
    this.by = { owner: site.owner, ttlMs: CONTROL_MS };
    this.approach = new Approach(site.database, site.log);
  }

  async run(build: ActiveBuild): Promise<void> {
    const { database, logger } = this.site;
    while (!this.signal.aborted) {
      try {
        const controlled = await controlBuild(database, build, this.by);
        if (!controlled) return;
        await this.step(controlled);
      } catch (err) {
        logger.warn({ err, processor: build.name, build: build.version }, 'A build was interrupted');
        if (!isPassing(err)) await failBuild(database, build, messageOf(err)).catch(() => {});
        await this.pause(TROUBLE_MS);
      }
    }
  }

  private step(build: ActiveBuild): Promise<unknown> {
    switch (build.state) {
      case 'requested':
        return this.prepare(build);
      case 'building':
        return this.build(build);
      case 'comparing':
        return this.compare(build);
      default:
        return this.switch(build);
    }
  }

  private async prepare(build: ActiveBuild): Promise<void> {
    const { definition, site } = this;
    const tables = definition.kind === 'projection' ? definition.tables : undefined;
    const { until } = build;
    const hold = until === undefined ? undefined : await this.keepingControl(build, () => site.log.headAt(until));
    if (await prepareBuild(site.database, build, this.by, tables, hold)) this.say(build, 'A build was begun');
  }

  private async build(build: ActiveBuild): Promise<unknown> {
    const { database, log } = this.site;
    if (this.definition.kind === 'reactor') return this.move(build, { to: 'switching' });
    if (build.purpose === 'until') {
      const places = await checkpointsOf(database, build);
      return places.every(({ commit, hold }) => commit === hold?.commit) ? this.move(build, { to: 'done' }) : this.pause(LOOK_MS);
    }
    const live = await checkpointsOf(database, await liveBuild(database, build.name));
    const isUseless = await isFromAnotherLog(log, live);
    if (!(await this.approach.isNear(build, live, isUseless))) return this.pause(LOOK_MS);
    if (!isUseless) return this.move(build, { to: 'comparing' });
    return build.purpose === 'verify'
      ? this.giveUp(build, FROM_ANOTHER_LOG)
      : this.move(build, { to: 'switching', note: FROM_ANOTHER_LOG });
  }

  private async compare(build: ActiveBuild): Promise<unknown> {
    if (this.definition.kind === 'reactor') return undefined;
    const { database, patient, comparisons } = this.site;
    const live = await liveBuild(database, build.name);
    const sides = { database, patient, projection: this.definition, signal: this.signal };
    const waitMs =
      live.definition === build.definition ? LIVE_COMES_MS : live.definition < build.definition ? OLDER_COMES_MS : NEWER_COMES_MS;
    const comparison = await this.keepingControl(build, () => comparisons.through(() => compareSideBySide(sides, live, build, waitMs)));
    if (this.signal.aborted) return undefined;
    if (build.purpose === 'verify') {
      return comparison ? this.move(build, { to: 'done', comparison, drop: true }) : this.giveUp(build, NOT_COMPARED);
    }
    await releaseHolds(database, build);
    // Where the live one stood before the comparison is long passed.
    this.approach = new Approach(database, this.site.log);
    return this.move(build, { to: 'switching', comparison, note: comparison ? undefined : NOT_COMPARED });
  }

  private async switch(build: ActiveBuild): Promise<unknown> {
    const { database, log, dropAfterMs } = this.site;
    const hasTables = this.definition.kind === 'projection';
    const live = await checkpointsOf(database, await liveBuild(database, build.name));
    const isFree = !hasTables || (await isFromAnotherLog(log, live));
    if (hasTables && !(await this.approach.isNear(build, live, isFree))) return this.pause(LOOK_MS);
    const hasCaughtUp = (tx: Queryable, before: Parameters<typeof checkpointsOf>[1]) =>
      isFree ? Promise.resolve(true) : this.passes(tx, build, before);
    const switched = await switchTo(database, build, this.by, { dropAfterMs, hasTables, hasCaughtUp });
    return switched ? this.say(build, 'Switched to another build') : this.pause(LOOK_MS);
  }

  /** The live build stands still meanwhile, so this waits for little. */
  private async passes(tx: Queryable, build: ActiveBuild, live: Parameters<typeof checkpointsOf>[1]): Promise<boolean> {
    const places = await checkpointsOf(tx, live);
    for (let waited = 0; waited < SWITCH_MS; waited += 20) {
      if (isAtLeast(await checkpointsOf(tx, build), places)) return true;
      await sleep(20);
    }
    return false;
  }

  private async keepingControl<T>(build: ActiveBuild, work: () => Promise<T>): Promise<T> {
    const timer = setInterval(() => void controlBuild(this.site.database, build, this.by).catch(() => {}), RENEW_MS);
    return work().finally(() => clearInterval(timer));
  }

  private async move(build: ActiveBuild, step: BuildStep): Promise<void> {
    if (await moveBuild(this.site.database, build, this.by, step)) this.say(build, `A build is ${step.to}`, step.comparison?.differing);
  }

  private giveUp(build: ActiveBuild, note: string): Promise<boolean> {
    return failBuild(this.site.database, build, note);
  }

  private say({ name, version, purpose }: ActiveBuild, what: string, differing?: number): void {
    this.site.logger.info({ processor: name, build: version, purpose, ...(differing !== undefined && { differing }) }, what);
  }

  private async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.signal }).catch(() => {});
  }
}
