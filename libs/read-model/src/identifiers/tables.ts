import { HOLDING, LAST_STAY, NAME, PASSENGER } from './name.table';
import { COPY, REPORT, REPORT_RETRACTION } from './report.table';

/** Tables of the identifiers read model: what is known of each name, and the reports in identifier streams. */
export const IDENTIFIER_TABLES = [NAME, HOLDING, PASSENGER, LAST_STAY, REPORT, COPY, REPORT_RETRACTION] as const;
