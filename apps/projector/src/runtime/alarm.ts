import type { Clock } from '@waybill/platform';
import { dueKeys, type ReadDatabase } from '@waybill/read-model';
import type { DeadLetterQueues } from './dead-letter-queues';
import type { OwnedPartitions } from './partitions';
import type { ProcessorDriver, RunningBuild } from './processor-driver';

interface Around {
  readonly database: ReadDatabase;
  readonly clock: Clock;
}

const LOOK_MS = 1_000;
/** Keys that are handed over at once; while more are due, they follow without a pause. */
const AT_ONCE = 250;

/** The clock of a reactor: what falls due while nothing comes. It is kept in the database, so that no downtime loses it. */
export class Alarm {
  private lookAt = 0;

  constructor(
    private readonly around: Around,
    private readonly build: RunningBuild,
    private readonly driver: ProcessorDriver,
    private readonly owned: OwnedPartitions,
    private readonly deadLetters: DeadLetterQueues,
  ) {}

  /** Hands over keys of the own partitions that are due; looks at most once a second unless there are more of them. */
  async wakeDue(): Promise<void> {
    const { database, clock } = this.around;
    if (!this.driver.wake || clock.monotonic() < this.lookAt) return;
    this.lookAt = clock.monotonic() + LOOK_MS;
    const found = await dueKeys(database, this.build, this.owned.numbers, clock.now(), AT_ONCE);
    const due = found.filter(({ key }) => !this.deadLetters.has(key));
    if (due.length === 0) return;
    if (found.length === AT_ONCE) this.lookAt = 0;
    const owned = this.owned.of(due.map(({ partition }) => partition));
    this.deadLetters.stop(await this.driver.wake(due, owned));
  }
}
