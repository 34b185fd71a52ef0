import { SITE_ROW } from './site.table';

/** Tables of the sites read model. */
export const SITE_TABLES = [SITE_ROW] as const;
