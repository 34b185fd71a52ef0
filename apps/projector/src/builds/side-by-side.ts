import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Comparison,
  checkpointsOf,
  compareBuilds,
  holdAt,
  holdStill,
  inSnapshot,
  type ProcessorBuild,
  type ReadDatabase,
} from '@waybill/read-model';
import type { Projection } from '../processor';
import { partitionOf } from '../runtime/partitioning';
import { isAt, isAtLeast } from './catching-up';

const LOOK_MS = 50;
/** So long the live rows are kept as they were, for a build that is on its way to the same place. */
const SNAPSHOT_MS = 60_000;

/** What a comparison works with. */
export interface SideBySide {
  readonly database: ReadDatabase;
  /** For statements that take long. */
  readonly patient: ReadDatabase;
  readonly projection: Projection;
  readonly signal: AbortSignal;
}

async function standsAt({ database }: SideBySide, build: ProcessorBuild, places: Parameters<typeof isAt>[1], signal: AbortSignal) {
  const began = performance.now();
  while (performance.now() - began < SNAPSHOT_MS && !signal.aborted) {
    if (isAt(await checkpointsOf(database, build), places)) return true;
    await sleep(LOOK_MS, undefined, { signal }).catch(() => {});
  }
  return false;
}

/**
 * Compares a build that has caught up with the live one, at exactly one place of the log for each partition, while the live one goes on:
 * the build is stopped where it stands; a snapshot of the live rows with their checkpoints is taken as soon as they have come as far; the
 * build is let go on to the checkpoints of the snapshot. Undefined when the live build does not come that far within `waitMs`.
 * The build stays stopped.
 */
export async function compareSideBySide(
  by: SideBySide,
  live: ProcessorBuild,
  rebuilt: ProcessorBuild,
  waitMs: number,
): Promise<Comparison | undefined> {
  const { database, patient, projection, signal } = by;
  await holdStill(database, rebuilt);
  const stopped = await checkpointsOf(database, rebuilt);
  for (const began = performance.now(); !signal.aborted; ) {
    const comparison = await inSnapshot(patient, async (tx) => {
      const places = await checkpointsOf(tx, live);
      if (!isAtLeast(places, stopped)) return undefined;
      await holdAt(database, rebuilt, places);
      if (!(await standsAt(by, rebuilt, places, signal))) return undefined;
      return inSnapshot(patient, (other) =>
        compareBuilds({ build: live, tx }, { build: rebuilt, tx: other }, projection.tables, places, partitionOf),
      );
    });
    if (comparison || performance.now() - began >= waitMs) return comparison;
    await sleep(LOOK_MS, undefined, { signal }).catch(() => {});
  }
  return undefined;
}
