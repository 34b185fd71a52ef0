import type { EventLog } from '@waybill/event-store';
import type { Clock, DiskSpace } from '@waybill/platform';
import type { ReadModels } from '@waybill/read-model';
import type { KeyRing } from '../access/key-ring';

const PROBE_MS = 2_000;
/** Probes are shared for this long, so that asking often costs nothing. */
const FRESH_MS = 500;
const DISK_FULL = 'the disk of the event store is nearly full: reports are refused until there is more room';

/** What works at present. */
export interface Readiness {
  readonly intake: boolean;
  readonly queries: boolean;
  /** Why not, where that is known and not the part's own silence. */
  readonly note?: string;
}

const succeeds = async (work: Promise<unknown>): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined;
  const tooSlow = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, PROBE_MS, false);
  });
  const done = work.then(
    () => true,
    () => false,
  );
  return Promise.race([done, tooSlow]).finally(() => clearTimeout(timer));
};

/** Tells whether reports are taken in and whether queries are answered, each by a probe of the part that it needs. */
export class ReadinessProbe {
  private draining = false;
  /** Until both have worked once, a very first start is not ready: whoever waits for it will query next. */
  private bothSeen = true;
  private last: { readonly at: number; readonly probed: Promise<Readiness> } | undefined;

  constructor(
    private readonly keys: KeyRing,
    private readonly log: EventLog,
    private readonly models: ReadModels,
    private readonly clock: Clock,
    /** Where the embedded event node writes; undefined when the event store is elsewhere, and looks after its own disk. */
    private readonly disk?: DiskSpace,
  ) {}

  /** The log was empty when this process came up. */
  expectBoth(): void {
    this.bothSeen = false;
  }

  /** From now on nothing new shall be sent here. */
  drain(): void {
    this.draining = true;
  }

  async readiness(): Promise<Readiness> {
    const now = this.clock.monotonic();
    if (!this.last || now - this.last.at > FRESH_MS) this.last = { at: now, probed: this.probe() };
    const { intake, queries, ...note } = await this.last.probed;
    this.bothSeen ||= intake && queries;
    return { intake: intake && !this.draining, queries: queries && !this.draining, ...note };
  }

  /** Whether work may be sent here; `for` queries it must be able to answer them too. */
  isReady({ intake, queries }: Readiness, forQueries: boolean): boolean {
    return intake && (queries || !(forQueries || !this.bothSeen));
  }

  private async probe(): Promise<Readiness> {
    const [intake, answers] = await Promise.all([succeeds(this.log.head()), succeeds(this.models.reachable())]);
    const halted = answers ? await this.models.halted().catch(() => undefined) : undefined;
    // The store answers reads all the same; a look at its disk tells what it would say to a write.
    const full = this.disk?.free.isLow ? DISK_FULL : undefined;
    const note = full ?? halted;
    return {
      intake: intake && this.keys.isLoaded && full === undefined,
      queries: answers && halted === undefined,
      ...(note !== undefined && { note }),
    };
  }
}
