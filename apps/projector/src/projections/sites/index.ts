import type { StoredEvent } from '@waybill/events';
import { type Queryable, SITE_ROW, SITE_TABLES, SITES, upsert } from '@waybill/read-model';
import type { Projection } from '../../processor';
import { wantedBy } from '../../wanted-events';
import { grouped } from '../grouped';
import { foldSite, siteKey } from './fold';

async function handle(events: readonly StoredEvent[], tx: Queryable, schema: string): Promise<void> {
  const groups = grouped(events, (event) => siteKey(event) ?? '');
  await upsert(
    tx,
    schema,
    SITE_ROW,
    [...groups.values()].flatMap((own) => foldSite(own) ?? []),
  );
}

/** Each site as it is now. */
export const sites: Projection = {
  kind: 'projection',
  name: SITES,
  version: 1,
  types: wantedBy('sites'),
  keyOf: siteKey,
  tables: SITE_TABLES,
  handle,
};
