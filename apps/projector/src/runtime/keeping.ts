import {
  type Advance,
  advance,
  DEADLINE,
  type DeadLetter,
  type ProcessorBuild,
  type Queryable,
  type ReadDatabase,
  type StoredDeadline,
  setDeadlines,
  storeDeadLetters,
} from '@waybill/read-model';
import { type Failure, isPassing } from './failures';
import { undoable } from './processor-driver';
import { deadLetterOfDeadline, searchByHalves } from './setting-aside';

/** A step that was taken; `refused`: Postgres does not take what the last event says of itself, so the checkpoint does not name it. */
export interface Advanced {
  readonly step: Advance;
  readonly refused?: Failure;
}

/** How a transaction of a processor keeps what came of a batch. */
export interface Keeping {
  /** Moves the checkpoint. @throws Fenced, or when it cannot be moved whatever event it names */
  advance(tx: Queryable, build: ProcessorBuild, step: Advance): Promise<Advanced>;
  /** Answers deadlines that were refused, as what is to be set aside of their keys, each at its place. */
  setDeadlines(
    tx: Queryable,
    build: ProcessorBuild,
    deadlines: readonly StoredDeadline[],
    placeOf: PlaceOf,
  ): Promise<readonly DeadLetter[]>;
}
type PlaceOf = (deadline: StoredDeadline) => bigint;

/** As it mostly goes, in the fewest statements: what Postgres refuses fails the transaction. */
const swiftly: Keeping = {
  async advance(tx, build, step) {
    await advance(tx, { build, step });
    return { step };
  },
  async setDeadlines(tx, build, deadlines) {
    await setDeadlines(tx, build, deadlines);
    return [];
  },
};

/** All that Postgres takes is kept, and what it refuses is found, at the price of a savepoint for each attempt. */
export const carefully: Keeping = {
  async advance(tx, build, step) {
    const refused = await undoable(tx, () => advance(tx, { build, step }));
    if (!refused) return { step };
    if (step.lastEvent === undefined) throw refused.error;
    const unnamed = { ...step, lastEvent: undefined };
    await advance(tx, { build, step: unnamed });
    return { step: unnamed, refused };
  },
  setDeadlines(tx, build, deadlines, placeOf) {
    const together = (some: readonly StoredDeadline[]) => undoable(tx, () => setDeadlines(tx, build, some));
    const alone = async (deadline: StoredDeadline): Promise<readonly DeadLetter[]> => {
      const refused = await together([deadline]);
      return refused ? [deadLetterOfDeadline(build.name, deadline.key, placeOf(deadline), refused.error)] : [];
    };
    return searchByHalves(deadlines, { together, alone }, false);
  },
};

/** Runs a transaction swiftly; and when something in it is refused, once more, carefully. */
export function keeping<T>(database: ReadDatabase, work: (tx: Queryable, how: Keeping) => Promise<T>): Promise<T> {
  return database
    .transaction((tx) => work(tx, swiftly))
    .catch((error: unknown) => {
      if (isPassing(error)) throw error;
      return database.transaction((tx) => work(tx, carefully));
    });
}

/** Sets things aside; a deadline among them waits in the queue of its key from now on, and for no time. */
export async function setAside(tx: Queryable, build: ProcessorBuild, deadLetters: readonly DeadLetter[]): Promise<void> {
  const deadlines = deadLetters.filter(({ type }) => type === DEADLINE);
  const none = deadlines.map(({ key, partition }) => ({ key, partition, due: null }));
  await setDeadlines(tx, build, none);
  await storeDeadLetters(tx, build, deadLetters);
}
