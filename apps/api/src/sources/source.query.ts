import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Instant } from '@waybill/events';
import { BrokenSealError } from '@waybill/platform';
import { Cursors, type Page, type PageRequest, pageOf, pageSize } from '@waybill/read-model';
import { StreamWriter } from '@waybill/streams';
import { Problem } from '../http/problem';
import { PublicAddress } from '../http/public-address';
import { curlFor } from './curl';
import type { KnownSource } from './source-book';
import { viewOfSource } from './source-view';
import { Sources } from './sources';
import type { SourceDetail, SourceView } from './sources.schemas';

export const noSuchSource = (sourceId: string): Problem =>
  new Problem('source-not-found', `There is no source ${sourceId.slice(0, 64)}; list them with GET /v1/sources.`);

/** One source. */
export class FindSource extends Query<SourceDetail> {
  constructor(readonly sourceId: string) {
    super();
  }
}

/** Sources, oldest first, retired ones included. */
export class ListSources extends Query<Page<SourceView>> {
  constructor(readonly page: PageRequest) {
    super();
  }
}

@QueryHandler(FindSource)
export class FindSourceHandler implements IQueryHandler<FindSource> {
  constructor(
    private readonly sources: Sources,
    private readonly address: PublicAddress,
    private readonly writer: StreamWriter,
  ) {}

  async execute({ sourceId }: FindSource): Promise<SourceDetail> {
    const source = await this.sources.find(sourceId);
    if (!source) throw noSuchSource(sourceId);
    const now = this.writer.now();
    const view = viewOfSource(source, this.address.base, now);
    return { ...view, curl: source.retired ? null : this.curl(source, view.webhookUrl, now) };
  }

  private curl(source: KnownSource, webhookUrl: string, now: Instant): string | null {
    try {
      const [secret] = this.sources.secretsOf(source, now);
      return curlFor({ format: source.format, webhookUrl, secret, now, hideSecret: true });
    } catch (error) {
      // Without the secret there is nothing to sign with; the sender of a push is told so.
      if (error instanceof BrokenSealError) return null;
      throw error;
    }
  }
}

const BY_AGE = new Cursors('sources', ['text', 'text']);
type Age = readonly [createdAt: string, sourceId: string];
const ageOf = ({ createdAt, sourceId }: KnownSource): Age => [createdAt, sourceId];
const isAfter = ([at, id]: Age, [otherAt, otherId]: Age): boolean => (at === otherAt ? id > otherId : at > otherAt);

/** Answers from memory: the sources whose pushes this process takes. */
@QueryHandler(ListSources)
export class ListSourcesHandler implements IQueryHandler<ListSources> {
  constructor(
    private readonly sources: Sources,
    private readonly address: PublicAddress,
    private readonly writer: StreamWriter,
  ) {}

  async execute({ page }: ListSources): Promise<Page<SourceView>> {
    const now = this.writer.now();
    const after = BY_AGE.decode(page.cursor);
    const all = [...this.sources.list()].sort((a, b) => (isAfter(ageOf(a), ageOf(b)) ? 1 : -1));
    const rest = after ? all.filter((one) => isAfter(ageOf(one), after)) : all;
    return pageOf(
      rest,
      pageSize(page.limit),
      (one) => viewOfSource(one, this.address.base, now),
      (one) => BY_AGE.encode(...ageOf(one)),
    );
  }
}
