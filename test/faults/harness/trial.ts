import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Chance, chanceFor } from './chance';

/** What is kept of a long run, so that one that was interrupted goes on after its last finished segment. */
interface Kept<Progress> {
  readonly seed: number;
  readonly figures: object;
  readonly faults: Readonly<Record<string, number>>;
  readonly progress: Progress;
  readonly minutes: number;
  /** The run came to its end: the next one begins anew. */
  readonly ended: boolean;
}

const KEPT = path.resolve(__dirname, '../../../.cache/faults');

/** One run of a profile. */
export class Trial<Figures extends object, Progress> {
  private readonly began = performance.now();
  readonly skipped = new Set<string>();
  private readonly endings: (() => unknown)[] = [];

  private constructor(
    readonly name: string,
    readonly figures: Figures,
    readonly seed: number,
    /** For data of its processes; survives an interruption of a full run. */
    readonly folder: string,
    private readonly file: string | undefined,
    readonly faults: Record<string, number>,
    public progress: Progress,
    private readonly minutesBefore: number,
  ) {}

  /** A run of a few seconds, on a temporary folder. */
  static brief<F extends object, P>(name: string, figures: F, begin: P): Trial<F, P> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), `waybill-${name}-`));
    return new Trial(name, figures, givenSeed() ?? freshSeed(), folder, undefined, {}, begin, 0);
  }

  /** A long run: goes on with the one before when that was interrupted and had the same seed and figures. */
  static lasting<F extends object, P>(name: string, figures: F, begin: P): Trial<F, P> {
    const folder = path.join(KEPT, name);
    const file = path.join(folder, 'state.json');
    const kept = fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as Kept<P>) : undefined;
    const seed = givenSeed();
    if (kept && !kept.ended && (seed ?? kept.seed) === kept.seed && JSON.stringify(kept.figures) === JSON.stringify(figures)) {
      return new Trial(name, figures, kept.seed, folder, file, { ...kept.faults }, kept.progress, kept.minutes);
    }
    fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(folder, { recursive: true });
    const trial = new Trial(name, figures, seed ?? freshSeed(), folder, file, {}, begin, 0);
    trial.save(begin);
    return trial;
  }

  chance(purpose: string, place = 0): Chance {
    return chanceFor(this.seed, purpose, place);
  }

  /** Counts a fault that was injected. */
  fault(kind: string): void {
    this.faults[kind] = (this.faults[kind] ?? 0) + 1;
  }

  /** A fault that cannot be injected on this machine does not count as missing. */
  skip(kind: string, reason: string): void {
    this.say(`skipped ${kind}: ${reason}`);
    this.skipped.add(kind);
  }

  /** A segment is finished: an interrupted run goes on from here, with the faults counted so far. */
  save(progress: Progress): void {
    this.progress = progress;
    this.write(false);
  }

  /** Minutes of work, those before an interruption included. */
  get minutes(): number {
    return this.minutesBefore + (performance.now() - this.began) / 60_000;
  }

  say(text: string): void {
    process.stdout.write(`[${this.name}] ${text}\n`);
  }

  /** Something to do at the end of the run, whatever comes: the last thing that was begun is ended first. */
  later(ending: () => unknown): void {
    this.endings.push(ending);
  }

  /** Ends what was begun during some work when that is over. */
  async part<T>(work: () => Promise<T>): Promise<T> {
    const before = this.endings.length;
    try {
      return await work();
    } finally {
      await this.endAfter(before);
    }
  }

  /** A folder of this run, made when it is not there. */
  folderOf(name: string): string {
    const folder = path.join(this.folder, name);
    fs.mkdirSync(folder, { recursive: true });
    return folder;
  }

  /**
   * Ends what was begun. `passed`: the data is taken away; `violated`: it can be looked at until the next run begins. A long run that could
   * not be judged goes on where it was when it is started again.
   */
  async end(how: 'passed' | 'violated' | 'unjudged'): Promise<void> {
    await this.endAfter(0);
    if (!this.file || how === 'passed') fs.rmSync(this.folder, { recursive: true, force: true });
    else if (how === 'violated') this.write(true);
  }

  /** One that fails does not keep the others from ending; all that failed is told afterwards. */
  private async endAfter(count: number): Promise<void> {
    const failed: unknown[] = [];
    for (const ending of this.endings.splice(count).reverse()) {
      try {
        await ending();
      } catch (error) {
        failed.push(error);
      }
    }
    if (failed.length > 0) throw failed.length === 1 ? failed[0] : new AggregateError(failed, 'Not everything could be ended.');
  }

  private write(ended: boolean): void {
    if (!this.file) return;
    const { seed, figures, faults, progress, minutes } = this;
    const kept: Kept<Progress> = { seed, figures, faults, progress, minutes, ended };
    fs.writeFileSync(`${this.file}.new`, JSON.stringify(kept));
    fs.renameSync(`${this.file}.new`, this.file);
  }
}

const givenSeed = (): number | undefined => (process.env.WAYBILL_SEED ? Number(process.env.WAYBILL_SEED) : undefined);
const freshSeed = (): number => Date.now() % 1_000_000;
