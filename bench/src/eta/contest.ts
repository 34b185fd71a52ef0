import type { Trip } from '@waybill/domain';

/** Trips of a data set, split. The test part is looked at once for each design. */
export interface Split {
  readonly training: readonly Trip[];
  readonly calibration: readonly Trip[];
  readonly test: readonly Trip[];
}

/** What is predicted of a data set. Of several splits all test parts make the table, and the last one is held against the aim. */
export interface Contest {
  readonly name: string;
  /** What its errors are given in. */
  readonly unit: 'seconds' | 'minutes' | 'days';
  /** The mean error that has to be beaten, in that unit; absent where nothing is promised. */
  readonly toBeat?: number;
  readonly splits: readonly [Split, ...Split[]];
}

/** A real data set, or the synthetic one. */
export interface DataSet {
  readonly name: string;
  readonly title: string;
  /** Who made it, and on what terms; in the words that its licence asks for. */
  readonly attribution: string;
  readonly split: string;
  /** Absent = read from files; else it is made. */
  readonly isRead?: false;
  /** `folder` holds the set. */
  readonly contests: (folder: string) => Contest[];
}
