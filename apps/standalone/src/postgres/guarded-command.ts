/** What the guard is asked to run; passed as JSON in its first argument. Holds no secret, since arguments are visible to all. */
export type GuardedCommand = {
  readonly argv: readonly string[];
  readonly uid?: number;
  readonly gid?: number;
  /** Text in the command's error output that says it is up. */
  readonly readyLine: string;
};
