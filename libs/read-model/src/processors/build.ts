/** A difference between the rows of one key in two builds. Rows are JSON text, a few of each side. */
export interface Difference {
  readonly table: string;
  readonly key: string;
  readonly onlyLive: readonly string[];
  readonly onlyRebuilt: readonly string[];
}

/** What came of comparing a build with the live one, both at the same place of the log. */
export interface Comparison {
  readonly equal: boolean;
  /** Rows of the build. */
  readonly rows: number;
  /** Keys whose rows differ, in all tables; the first of them are shown. */
  readonly differing: number;
  readonly differences: readonly Difference[];
  /** Order-independent digest of all rows of the live build and of the rebuilt one. */
  readonly live: string;
  readonly rebuilt: string;
  /** Of the rebuilt rows by partition, with the position that the partition stood at. */
  readonly partitions: readonly { readonly partition: number; readonly position: string; readonly digest: string }[];
  /** Tables that could not be compared, because their columns are not the same in both builds. */
  readonly skipped: readonly string[];
}

export type BuildPurpose = 'replay' | 'verify' | 'until';
export type BuildState = 'requested' | 'building' | 'comparing' | 'switching' | 'live' | 'done' | 'failed' | 'cancelled' | 'retired';
