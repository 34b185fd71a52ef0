import type { EventLog } from '@waybill/event-store';
import type { Clock, DiskSpace, Metrics, TroubleLog } from '@waybill/platform';
import { DatabaseUnavailable, haltOf, type LiveReadModels, type ReadDatabase, TablesMissing } from '@waybill/read-model';
import type { KeyRing } from '../access/key-ring';
import { leftBehind } from './left-behind';

const PROBE_MS = 2_000;
/** Probes are shared for this long, so that asking often costs nothing. */
const FRESH_MS = 500;
/** The parts, as logs name them. */
export const EVENT_STORE = 'event store';
export const POSTGRES = 'Postgres';
const DISK_FULL = 'the disk of the event store is nearly full: reports are refused until there is more room';

/** What works at present. */
export interface Readiness {
  readonly intake: boolean;
  readonly queries: boolean;
  /** Why not, and what to do about it, in a sentence. */
  readonly note?: string;
}

const TOO_SLOW = new Error(`no answer within ${PROBE_MS} ms`);

/** What went wrong; undefined when nothing did. */
const failureOf = async (work: Promise<unknown>): Promise<unknown> => {
  let timer: NodeJS.Timeout | undefined;
  const tooSlow = new Promise<unknown>((resolve) => {
    timer = setTimeout(resolve, PROBE_MS, TOO_SLOW);
  });
  const done = work.then(
    () => undefined,
    (error: unknown) => error,
  );
  return Promise.race([done, tooSlow]).finally(() => clearTimeout(timer));
};

/** Has a probe answer Prometheus, too: 1 or 0 for each of the two. */
export function measureReadiness(probe: ReadinessProbe, metrics: Metrics): ReadinessProbe {
  const labels = { part: ['intake', 'queries'] } as const;
  metrics.gauge({ name: 'readiness', help: '1 while reports are taken in, or queries are answered', labels }, async (gauge) => {
    const { intake, queries } = await probe.readiness();
    gauge.set({ part: 'intake' }, intake ? 1 : 0);
    gauge.set({ part: 'queries' }, queries ? 1 : 0);
  });
  return probe;
}

/** Tells whether reports are taken in and whether queries are answered, each by a probe of the part that it needs. */
export class ReadinessProbe {
  private draining = false;
  /** Until both have worked once, a very first start is not ready: the queries that follow it would fail. */
  private bothSeen = true;
  private last: { readonly at: number; readonly probed: Promise<Readiness> } | undefined;

  constructor(
    private readonly keys: KeyRing,
    private readonly log: EventLog,
    private readonly live: LiveReadModels,
    private readonly database: ReadDatabase,
    private readonly clock: Clock,
    private readonly troubles: TroubleLog,
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
    const [store, database] = await Promise.all([failureOf(this.log.head()), failureOf(this.live.reachable())]);
    const halted = database === undefined ? await haltOf(this.database, undefined, 'projection').catch(() => undefined) : undefined;
    const isUp = store === undefined && database === undefined && halted === undefined;
    const stuck = isUp ? await leftBehind(this.log, this.database, this.clock).catch(() => undefined) : undefined;
    // The store answers reads all the same; a look at its disk tells what it would say to a write.
    const full = this.disk?.free.isLow ? DISK_FULL : undefined;
    const [noIntake, noQueries] = [await this.whyNoIntake(store), this.whyNoQueries(database)];
    const note = full ?? noIntake ?? noQueries ?? halted ?? stuck;
    return {
      intake: store === undefined && this.keys.isLoaded && full === undefined,
      queries: database === undefined && halted === undefined && stuck === undefined,
      ...(note !== undefined && { note }),
    };
  }

  private async whyNoIntake(failure: unknown): Promise<string | undefined> {
    const sentence = failure === undefined ? undefined : await this.log.trouble(failure);
    return this.told(EVENT_STORE, sentence);
  }

  private whyNoQueries(failure: unknown): string | undefined {
    // Before the first projector is up there are no tables, which is no trouble.
    if (failure instanceof TablesMissing) return undefined;
    return this.told(POSTGRES, failure instanceof DatabaseUnavailable ? failure.message : undefined);
  }

  private told(part: string, sentence: string | undefined): string | undefined {
    if (sentence === undefined) this.troubles.over(part);
    else this.troubles.tell(part, sentence);
    return sentence;
  }
}
