import type { Behaviour } from './behaviour';
import type { StreamIndex } from './index/stream-index';
import { type EventLog, type LogSizes, openEventLog } from './log/event-log';
import type { LogReader } from './log/log-reader';
import { CommitSignal } from './read/commit-signal';
import { GroupCommit } from './write/group-commit';
import { MetadataLookup } from './write/metadata-lookup';
import { RecentIds } from './write/recent-ids';

/** The store behind the protocol: what is durable, what is asked of it, and the one writer. */
export interface EventStore {
  readonly reader: LogReader;
  readonly index: StreamIndex;
  readonly metadata: MetadataLookup;
  readonly writes: GroupCommit;
  readonly commits: CommitSignal;
  /** Bytes of an unfinished write that start found and cut. */
  readonly cutBytes: number;
  /** For tests only: the real server that is played. */
  readonly behave: Behaviour | undefined;
  /** Lets waiting writes finish, then closes the files. */
  close(): Promise<void>;
}

/** Opens the store in `directory`, which this process has locked. `onFailure` is called when nothing more may be written. */
export function openEventStore(
  directory: string,
  options: LogSizes & { readonly behave?: Behaviour },
  onFailure: (error: Error) => void,
): EventStore {
  const log: EventLog = openEventLog(directory, options);
  const { reader, index, cutBytes } = log;
  const metadata = new MetadataLookup(index, reader);
  const commits = new CommitSignal();
  const writes = new GroupCommit(log, metadata, new RecentIds(), () => commits.notify(), onFailure);
  const close = async (): Promise<void> => {
    await writes.stop();
    await log.close();
  };
  return { reader, index, metadata, writes, commits, cutBytes, behave: options.behave, close };
}
