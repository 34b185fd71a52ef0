/** The log on disk cannot be used as it is. The message is one sentence: file, offset, what to do. The node does not start. */
export class DamagedLog extends Error {
  constructor(path: string, offset: number, finding: string) {
    super(
      `${path}: ${finding} at byte ${offset}; restore the data directory from a backup, this node will not guess which events to drop.`,
    );
  }
}

/** A write or a sync failed in a way after which nothing more may be written by this process. */
export class LogFailed extends Error {}

/** No space is left for a write; nothing of it was kept and later writes may succeed. */
export class LogFull extends Error {}

/** A position at which no record starts. */
export class InvalidPosition extends Error {
  constructor(readonly position: number) {
    super(`No record starts at position ${position}.`);
  }
}
