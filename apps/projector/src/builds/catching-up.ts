import type { EventLog } from '@waybill/event-store';
import { checkpointsOf, type PartitionCheckpoint, type ProcessorBuild, type Queryable } from '@waybill/read-model';
import { deploymentOf, StoreMismatch, verifyStore } from '../runtime/store-identity';

type Positions = readonly Pick<PartitionCheckpoint, 'partition' | 'commit'>[];

/** True when every partition of one build stands where the other's stands, or further. */
export const isAtLeast = (one: Positions, other: Positions): boolean =>
  other.every(({ partition, commit }) => one.some((mine) => mine.partition === partition && mine.commit >= commit));

/** True when both stand at the same places. */
export const isAt = (one: Positions, other: Positions): boolean =>
  other.every(({ partition, commit }) => one.some((mine) => mine.partition === partition && mine.commit === commit));

/** True when the live build was made from another log than the one that is there now. */
export async function isFromAnotherLog(log: EventLog, live: readonly PartitionCheckpoint[]): Promise<boolean> {
  try {
    await verifyStore(log, await deploymentOf(log), live);
    return false;
  } catch (error) {
    if (error instanceof StoreMismatch) return true;
    throw error;
  }
}

/** What comes in within this time a build catches up with while the live one is held for it. */
const NEAR_MS = 2_000;

/**
 * Tells when a build has come near to where it goes: to where its target stood a moment before. On a busy machine it follows a growing log at
 * a distance, so it need not be where the target is now.
 */
export class Approach {
  private looks: readonly { readonly at: number; readonly target: Positions }[] = [];

  constructor(
    private readonly database: Queryable,
    private readonly log: EventLog,
  ) {}

  async isNear(build: ProcessorBuild, live: readonly PartitionCheckpoint[], isLiveUseless: boolean): Promise<boolean> {
    const head = isLiveUseless ? (await this.log.head()).commit : undefined;
    const target = live.map(({ partition, commit }) => ({ partition, commit: head ?? commit }));
    const at = performance.now();
    const before = this.looks.filter((look, n) => n === this.looks.length - 1 || at - look.at < NEAR_MS);
    this.looks = [...before, { at, target }];
    const places = await checkpointsOf(this.database, build);
    return before.some((look) => isAtLeast(places, look.target));
  }
}
