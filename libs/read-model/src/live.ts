import { TablesMissing } from './database/errors';
import type { Queryable, ReadDatabase } from './database/read-database';
import type { WaitRequest } from './filters';
import { LiveProcessors } from './processors/live-schemas';
import { type Progress, positionOf, progress } from './processors/progress';
import { ProgressPoll } from './processors/progress-poll';

/** The read models, by the names of the projections that write them. */
export const SHIPMENTS = 'shipments';
export const IDENTIFIERS = 'identifiers';
export const GEOFENCES = 'geofences';
export const EXCEPTIONS = 'exceptions';
export const SITES = 'sites';
export const PREDICTIONS = 'predictions';
/** All that queries draw on: without one of them the API is not ready for queries. */
export const READ_MODELS = [SHIPMENTS, IDENTIFIERS, GEOFENCES, EXCEPTIONS, SITES, PREDICTIONS] as const;
export type ReadModelName = (typeof READ_MODELS)[number];

/** A read of one or more read models, each of which is in a schema of its own. */
export type Read<Name extends ReadModelName, T> = (database: Queryable, schemas: Readonly<Record<Name, string>>) => Promise<T>;

function reached(all: readonly Progress[], processors: readonly string[]): bigint {
  const position = positionOf(all, processors);
  return position < 0n ? 0n : position;
}

/**
 * The live builds of the read models. Methods throw `DatabaseUnavailable` or `QueryTimeout` within about two seconds when Postgres does not
 * answer.
 */
export class LiveReadModels {
  private readonly processors: LiveProcessors;
  private readonly poll: ProgressPoll;

  /** @param running names of the processors that run somewhere, when those are not all: no other reactor is waited for */
  constructor(
    private readonly database: ReadDatabase,
    private readonly running?: readonly string[],
  ) {
    this.processors = new LiveProcessors(database);
    this.poll = new ProgressPoll(async () => (await this.progress()).filter((one) => this.isWaitedFor(one)));
  }

  private isWaitedFor({ kind, name }: Progress): boolean {
    return kind === 'projection' || (this.running?.includes(name) ?? true);
  }

  /** Reads from the live builds; once more when tables were dropped since another build was switched to. */
  async on<Name extends ReadModelName, T>(names: readonly Name[], read: Read<Name, T>): Promise<T> {
    try {
      return await read(this.database, await this.schemasOf(names));
    } catch (error) {
      if (!(error instanceof TablesMissing)) throw error;
      this.processors.forget();
      return read(this.database, await this.schemasOf(names));
    }
  }

  /**
   * Minimum position over all partitions of the live builds of these processors; 0 before the first event. It must be asked before rows are
   * read: they may then be newer than it says, never older.
   */
  async asOf(processors: readonly string[]): Promise<bigint> {
    return reached(await this.progress(), processors);
  }

  /** The same for what asks again and again: one question serves all that ask at a time, a few milliseconds later. */
  async nextAsOf(processors: readonly string[]): Promise<bigint> {
    return reached(await this.poll.next(), processors);
  }

  /** True as soon as all have passed the position, false after `timeoutMs`. One question serves all requests that wait. */
  waitFor(request: WaitRequest): Promise<boolean> {
    return this.poll.waitFor(request);
  }

  /** Succeeds when queries can be answered. @throws DatabaseUnavailable also until a projector has made every read model */
  async reachable(): Promise<void> {
    await this.progress();
    await this.schemasOf(READ_MODELS);
  }

  private async progress(): Promise<readonly Progress[]> {
    const all = await progress(this.database);
    this.processors.learn(all);
    return all;
  }

  private async schemasOf<Name extends ReadModelName>(names: readonly Name[]): Promise<Readonly<Record<Name, string>>> {
    const schemas: Partial<Record<Name, string>> = {};
    for (const name of names) schemas[name] = await this.processors.schemaOf(name);
    return schemas as Record<Name, string>;
  }
}
