import type { Identifier, Instant, ScanLocation } from '@waybill/events';
import type { ReportFormat } from '../format-names';
import type { CarrierReport, ReportFlag } from '../report';
import { type ClockHints, readTime, type TimeReading } from '../time';
import { type Fault, fault, isFault } from './collect';
import { identifiers } from './identifiers';
import { scanId } from './scan-id';
import type { Meaning } from './status-map';

/** Which format reads, and with which version of its tables. */
export type Stamp = Pick<CarrierReport, 'format' | 'mappingVersion'>;

/** What the scans of one subject have in common. */
export type ReportCore = Pick<CarrierReport, 'about' | 'format' | 'mappingVersion' | 'history'>;

export const stamp = (format: ReportFormat, mappingVersion: number): Stamp => ({ format, mappingVersion });

/** The core of a subject's scans; undefined when its sender's own name for it is missing, since the other names alone are too loose. */
export function coreOf(
  { format, mappingVersion }: Stamp,
  history: string | undefined,
  own: Identifier | undefined,
  ...others: readonly (Identifier | undefined)[]
): ReportCore | undefined {
  return own && { about: identifiers(own, ...others), format, mappingVersion, ...(history !== undefined && { history }) };
}

/** The time that a member has: none where the member is missing, a fault where it is no time. */
export function timeIn(member: string, text: string | undefined, hints: ClockHints = {}): TimeReading | Fault {
  if (text === undefined) return { time: { certainty: 'none' }, flags: [] };
  return readTime(text, hints) ?? fault('time-unreadable', `\`${member}\` is not a date and time.`);
}

/** A scan as its format reads it. */
export interface Scan {
  /** What tells it from every other scan of its sender. */
  readonly key: readonly (string | number | undefined)[];
  readonly meaning: Meaning;
  readonly reading: TimeReading | Fault;
  readonly place?: ScanLocation;
  readonly rawCode?: string;
  /** The sender's own reason, where its code has none. */
  readonly reason?: string;
  readonly note?: string;
  readonly updatedTime?: Instant;
  /** What is odd beside the time. */
  readonly flags?: readonly ReportFlag[];
}

/** The report of a scan: a milestone, which did happen unless its code says otherwise. */
export function scanReport(core: ReportCore, pointer: string, { key, meaning, reading, flags = [], ...said }: Scan): CarrierReport | Fault {
  if (isFault(reading)) return reading;
  const { milestone, classifier = 'ACT', reason = said.reason } = meaning;
  return {
    ...said,
    ...core,
    id: scanId(core.format, ...key),
    statement: { kind: 'milestone', milestone, classifier },
    time: reading.time,
    reason,
    flags: [...new Set([...reading.flags, ...flags])],
    pointer,
  };
}
