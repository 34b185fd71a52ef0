import { formatInstant, type Instant } from '@waybill/events';
import { factSource, type KnownSource } from './source-book';
import type { SourceView } from './sources.schemas';

export const webhookPath = ({ format, sourceId }: Pick<KnownSource, 'format' | 'sourceId'>): string => `/v1/carriers/${format}/${sourceId}`;

/** A source as it is shown: never a secret. */
export function viewOfSource(source: KnownSource, base: string, now: Instant): SourceView {
  const { sourceId, format, name, defaultTimeZone = null, scope = null, createdAt, retired } = source;
  const counting = source.secrets.filter(({ until }) => until === undefined || until > now);
  const former = counting.flatMap(({ until }) => until ?? []);
  return {
    id: sourceId,
    format,
    name,
    webhookUrl: `${base}${webhookPath(source)}`,
    reportsAs: factSource(source),
    defaultTimeZone,
    scope,
    secrets: counting.length,
    formerSecretsUntil: former.length > 0 ? formatInstant(Math.max(...former)) : null,
    createdAt,
    retired,
  };
}
