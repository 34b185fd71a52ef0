import type { SiteTerms } from '@waybill/events';
import { boolean, int, json, kept, text } from '../database/columns';
import { defineTable, type RowOf } from '../database/table';

/** A site as its stream says up to a revision. */
export const SITE_ROW = defineTable({
  name: 'site',
  columns: {
    siteId: text(),
    revision: int(),
    /** Left as they were where it is only retired. */
    name: kept(text()),
    terms: kept(json<SiteTerms>()),
    retired: boolean(),
  },
  key: ['siteId'],
  about: 'site_id',
  indexes: { site_name: '(name, site_id)' },
  overwriteWhen: 'excluded.revision > t.revision',
});
export type SiteRow = RowOf<typeof SITE_ROW>;
