import type { Classifier } from '@waybill/events';
import type { ReportedMilestone } from '../report';

/** What one code of a sender means. The classifier is ACT when it is left out. */
export interface Meaning {
  readonly milestone: ReportedMilestone;
  readonly classifier?: Classifier;
  readonly reason?: string;
}

/** A sender's codes, as data. A code that is not here is UNKNOWN; it is never guessed. */
export type StatusMap = Readonly<Record<string, Meaning>>;

/** Codes that mean the same, for maps that are written row by row. */
export const codes = (text: string, milestone: ReportedMilestone, more: Omit<Meaning, 'milestone'> = {}): StatusMap =>
  Object.fromEntries(text.split(' ').map((code) => [code, { milestone, ...more }]));

export const UNKNOWN: Meaning = { milestone: 'UNKNOWN' };

/** The meaning of the first of these codes that the map has. */
export function meaningOf(map: StatusMap, ...given: readonly (string | undefined)[]): Meaning {
  const code = given.find((one) => one !== undefined && Object.hasOwn(map, one));
  return (code !== undefined ? map[code] : undefined) ?? UNKNOWN;
}
