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

/** Tells when a build has come near to where it goes: it stands where its target stood one look before. */
export class Approach {
  private target: Positions | undefined;

  constructor(
    private readonly database: Queryable,
    private readonly log: EventLog,
  ) {}

  async isNear(build: ProcessorBuild, live: readonly PartitionCheckpoint[], isLiveUseless: boolean): Promise<boolean> {
    const before = this.target;
    const head = isLiveUseless ? (await this.log.head()).commit : undefined;
    this.target = live.map(({ partition, commit }) => ({ partition, commit: head ?? commit }));
    return before !== undefined && isAtLeast(await checkpointsOf(this.database, build), before);
  }
}
