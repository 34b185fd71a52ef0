import type { Clock, Logger } from '@waybill/platform';
import { dueKeys, type ReadDatabase, setDeadlines } from '@waybill/read-model';
import type { Delivery, DueKey, RunningBuild } from './delivery';
import { isPassing, messageOf } from './failures';
import type { OwnedPartitions } from './partitions';

interface Around {
  readonly database: ReadDatabase;
  readonly clock: Clock;
  readonly logger: Logger;
}

const LOOK_MS = 1_000;
/** Keys that are handed over at once; while more are due, they follow without a pause. */
const AT_ONCE = 250;
/** A key that cannot be handled is looked at again after this. */
const POSTPONED_MS = 10 * 60_000;

/** The clock of a reactor: what falls due while nothing comes. It is kept in the database, so that no downtime loses it. */
export class Alarm {
  private lookAt = 0;

  constructor(
    private readonly around: Around,
    private readonly build: RunningBuild,
    private readonly delivery: Delivery,
    private readonly owned: OwnedPartitions,
  ) {}

  /** Hands over keys of the own partitions that are due; looks at most once a second unless there are more of them. */
  async ring(): Promise<void> {
    const { database, clock } = this.around;
    if (!this.delivery.wake || clock.monotonic() < this.lookAt) return;
    this.lookAt = clock.monotonic() + LOOK_MS;
    const due = await dueKeys(database, this.build, this.owned.numbers, clock.now(), AT_ONCE);
    if (due.length === 0) return;
    if (due.length === AT_ONCE) this.lookAt = 0;
    try {
      await this.wake(due);
    } catch (error) {
      if (isPassing(error)) throw error;
      for (const key of due) await this.alone(key);
    }
  }

  private async wake(due: readonly DueKey[]): Promise<void> {
    const concerned = new Set(due.map(({ partition }) => partition));
    await this.delivery.wake?.(
      due,
      this.owned.checkpoints.filter(({ partition }) => concerned.has(partition)),
    );
  }

  /** One that fails must not keep the others waiting. */
  private async alone(key: DueKey): Promise<void> {
    try {
      await this.wake([key]);
    } catch (error) {
      if (isPassing(error)) throw error;
      const { database, clock, logger } = this.around;
      logger.error({ processor: this.build.name, key: key.key, error: messageOf(error) }, 'A deadline could not be handled; it is put off');
      await setDeadlines(database, this.build, [{ ...key, due: clock.now() + POSTPONED_MS }]);
    }
  }
}
