import {
  type Classifier,
  canonicalJson,
  type Identifier,
  type Instant,
  type Milestone,
  type PositionReported,
  type ScanLocation,
} from '@waybill/events';
import type { ReportFormat } from './format-names';

/** A code that is in no status map gives UNKNOWN: it is kept with its raw value and never moves a status. */
export type ReportedMilestone = Milestone | 'UNKNOWN';

/** Where an instant that was not sent comes from: the clock of the place, or the time zone that the source was set up with. */
export type ZoneOrigin = 'place' | 'source';

/**
 * When something happened (or will, for estimates and plans), with how surely it is known. `text` is what was sent; where a local time and
 * a UTC time were sent, `otherText` is the second one. Only the first three have an instant, and only the first two were sent as one.
 */
export type ReportTime =
  | { readonly certainty: 'instant'; readonly instant: Instant; readonly text: string; readonly otherText?: string }
  | { readonly certainty: 'offset-by-code'; readonly instant: Instant; readonly code: string; readonly text: string }
  | {
      readonly certainty: 'local-zone-resolved';
      readonly instant: Instant;
      readonly local: string;
      readonly zone: string;
      readonly zoneFrom: ZoneOrigin;
      readonly text: string;
    }
  | { readonly certainty: 'local-zone-unknown'; readonly local: string; readonly text: string; readonly otherText?: string }
  | { readonly certainty: 'date-only'; readonly date: string; readonly text: string }
  | { readonly certainty: 'none'; readonly text?: string };

/** What is odd about a report that is taken all the same. */
export type ReportFlag =
  /** A local time and a UTC time that cannot both be right, or a trailing Z that stands on a local time. */
  | 'contradictory-times'
  /** One place is named in several ways that are not the same place: none of them is taken. */
  | 'contradictory-places'
  /** The local time occurs twice or not at all on the clock of the place: the night on which it is set back or forward. */
  | 'ambiguous-local-time'
  /** The receiver says itself that it had no fresh fix. */
  | 'no-fresh-fix'
  /** The position was made up by a test tool. */
  | 'simulated'
  /** The sender gave no time, so the time at which the push was taken in stands for it. */
  | 'time-of-receipt'
  | 'check-digit-wrong';

export interface MilestoneStatement {
  readonly kind: 'milestone';
  readonly milestone: ReportedMilestone;
  /** Only ACT (it did happen) may move a status. */
  readonly classifier: Classifier;
}
export interface PositionStatement {
  readonly kind: 'position';
  readonly position: PositionReported;
}
/** A vehicle left or reached a place that its sender knows, e.g. a fenced yard or a stop of its route. */
export interface MovementStatement {
  readonly kind: 'movement';
  readonly movement: 'arrived' | 'departed';
  /** The sender's own name of the stop. */
  readonly stop?: string;
}
/** The sender takes back everything that it said under this id. */
export interface RetractionStatement {
  readonly kind: 'retraction';
}

/** One scan, fix or retraction of a push, said in the words of Waybill. */
export interface CarrierReport {
  /** The same scan has the same id in every push that brings it: made of the sender's own id, or of what tells one scan from another. */
  readonly id: string;
  /**
   * The history of its sender that this scan stands in, where the sender repeats it whole: a scan of it that a later push with this history
   * does not bring was withdrawn, or has changed what its id is made of.
   */
  readonly history?: string;
  /** What is reported on, the most specific name first. */
  readonly about: readonly Identifier[];
  readonly statement: MilestoneStatement | PositionStatement | MovementStatement | RetractionStatement;
  readonly time: ReportTime;
  readonly place?: ScanLocation;
  /** The sender's own code, as it looks up its milestone. */
  readonly rawCode?: string;
  /** Why: an exception's reason, translated where the status map knows it, else the sender's code. */
  readonly reason?: string;
  /** The sender's own words for its code. */
  readonly note?: string;
  /** When the sender recorded or changed this: of two reports with one id the later one corrects the other. */
  readonly updatedTime?: Instant;
  readonly flags: readonly ReportFlag[];
  /** Where in the push this stands: a JSON pointer, or the number of a segment. */
  readonly pointer: string;
  readonly format: ReportFormat;
  readonly mappingVersion: number;
}

/** All that a report says. The same scan says the same in every push that brings it, wherever in the push it stands. */
export const reportContent = ({ pointer: _, mappingVersion: __, ...said }: CarrierReport): string => canonicalJson(said);
