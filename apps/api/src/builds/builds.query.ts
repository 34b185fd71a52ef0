import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { EventLog } from '@waybill/event-store';
import { buildsOf, ReadDatabase } from '@waybill/read-model';
import { Problem } from '../http/problem';
import type { BuildAnswer } from './builds.schemas';

/** The builds of a processor, the newest first; or one of them. */
export class FindBuilds extends Query<readonly BuildAnswer[]> {
  constructor(
    readonly processor: string,
    readonly version?: number,
  ) {
    super();
  }
}

@QueryHandler(FindBuilds)
export class FindBuildsHandler implements IQueryHandler<FindBuilds> {
  constructor(
    private readonly database: ReadDatabase,
    private readonly log: EventLog,
  ) {}

  async execute({ processor, version }: FindBuilds): Promise<readonly BuildAnswer[]> {
    const builds = await buildsOf(this.database, processor, version);
    if (builds.length === 0)
      throw new Problem('build-not-found', 'GET /v1/processors lists the processors, and their builds are under /builds.');
    // The store may be away while its read models can still be asked about.
    const head = await this.log.head().then(
      ({ commit }) => (commit < 0n ? null : commit.toString()),
      () => null,
    );
    return builds.map((build) => ({ ...build, head: build.untilPosition ?? head }));
  }
}
