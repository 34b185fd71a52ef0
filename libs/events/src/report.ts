import type { ReportType } from './catalogue';
import type { Subject } from './identifiers';
import type { Instant } from './ids';

/** A validated report from outside, on its way into the log. */
export interface Report {
  readonly source: string;
  readonly id: string;
  readonly type: ReportType;
  readonly subject: Subject;
  /** Event time. */
  readonly time: Instant;
  /** Every CloudEvents attribute but id, source, type and data, as it was sent. */
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly data: unknown;
  readonly traceparent?: string;
}
