import type { ActiveBuild } from '@waybill/read-model';
import type { ProcessorDefinition } from '../processor';
import type { RunningBuild } from '../runtime/processor-driver';
import type { Runner } from '../runtime/runner';

interface Running {
  readonly runner: Runner;
  readonly build: RunningBuild;
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

/** Builds that a process works on: the live one, and one that is being made by the same definition. A reactor acts only when it is live. */
function isRunHere(build: ActiveBuild, definition: ProcessorDefinition): boolean {
  if (build.name !== definition.name || build.definition !== definition.version) return false;
  return build.state === 'live' || (definition.kind === 'projection' && build.state !== 'requested');
}

/** What runs in this process, one runner for each build. */
export class Runners {
  private readonly running = new Map<string, Running>();

  constructor(
    private readonly definitions: readonly ProcessorDefinition[],
    private readonly make: (definition: ProcessorDefinition, build: RunningBuild) => Runner,
  ) {}

  /** Begins and ends runners so that exactly these builds are run, as far as they are this process's. */
  reconcile(active: readonly ActiveBuild[]): void {
    const wanted = new Map<string, readonly [ActiveBuild, ProcessorDefinition]>();
    for (const build of active) {
      const definition = this.definitions.find((one) => isRunHere(build, one));
      if (definition) wanted.set(`${build.name} ${build.version}`, [build, definition]);
    }
    for (const [key, { abort }] of this.running) if (!wanted.has(key)) abort.abort();
    for (const [key, [build, definition]] of wanted) this.run(key, build, definition);
  }

  /** Those of live builds: what others see of this process. */
  get live(): readonly Runner[] {
    return [...this.running.values()].filter(({ build }) => build.isLive).map(({ runner }) => runner);
  }

  async stop(): Promise<void> {
    const all = [...this.running.values()];
    for (const { abort } of all) abort.abort();
    await Promise.all(all.map(({ ended }) => ended));
  }

  private run(key: string, { name, version, state }: ActiveBuild, definition: ProcessorDefinition): void {
    const known = this.running.get(key);
    if (known) {
      known.build.isLive ||= state === 'live';
      return;
    }
    const build = { name, version, isLive: state === 'live' };
    const runner = this.make(definition, build);
    const abort = new AbortController();
    const ended = runner.run(abort.signal).finally(() => this.running.delete(key));
    this.running.set(key, { runner, build, abort, ended });
  }
}
