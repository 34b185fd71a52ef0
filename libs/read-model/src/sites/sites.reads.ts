import { siteTerms } from '@waybill/events';
import { z } from 'zod';
import { Cursors, pageOf, pageSize, withinBytes } from '../cursors';
import { Conditions } from '../database/conditions';
import type { Queryable } from '../database/read-database';
import { showing } from '../database/selection';
import type { PageRequest } from '../filters';
import type { Page } from '../view';
import { SITE_ROW } from './site.table';
import type { SiteView } from './site.view';

const SHOWN = showing(SITE_ROW, z.object({ siteId: z.string(), terms: siteTerms, retired: z.boolean(), revision: z.int() }));

type Read = Readonly<Record<string, unknown>> & { readonly name: string; readonly siteId: string };

function viewOf(read: Read): SiteView {
  const { siteId, terms, retired, revision } = SHOWN.of(read);
  return { siteId, ...terms, retired, revision };
}

const BY_NAME = new Cursors('sites', ['text', 'text']);

/** Sites in the order of their names, those that are no more included. */
export async function listSites(database: Queryable, schema: string, page: PageRequest): Promise<Page<SiteView>> {
  const conditions = new Conditions();
  const after = BY_NAME.decode(page.cursor);
  if (after) conditions.and('(s.name, s.site_id) > (?::text, ?::text)', ...after);
  const size = pageSize(page.limit);
  const rows = await database.query<Read>(
    withinBytes(
      `select s.name, ${SHOWN.columns('s')} from ${schema}.site s where ${conditions.sql} order by s.name, s.site_id limit ${size + 1}`,
      'octet_length(terms::text)',
    ),
    conditions.params,
  );
  return pageOf(rows, size, viewOf, (row) => BY_NAME.encode(row.name, row.siteId));
}

/** A site as it is now. */
export async function readSite(database: Queryable, schema: string, siteId: string): Promise<SiteView | undefined> {
  const [row] = await database.query<Read>(`select s.name, ${SHOWN.columns('s')} from ${schema}.site s where s.site_id = $1`, [siteId]);
  return row && viewOf(row);
}
