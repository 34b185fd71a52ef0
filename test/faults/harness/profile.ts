import { type RecordedRun, record } from './record';
import { Trial } from './trial';

/** What a run came to. */
export interface Verdict {
  readonly events: number;
  /** One sentence each; none is what is wanted. */
  readonly violations: readonly string[];
  /** Other figures for the record, such as "takeover p99 4.1 s". */
  readonly measured?: readonly string[];
}

/** A way to hurt the system, in two sizes: `ci` runs with the tests, `full` by `npm run test:full`. */
export interface Profile<Figures extends object, Progress> {
  readonly name: string;
  /** What must hold. */
  readonly promise: string;
  readonly ci: Figures;
  readonly full: Figures;
  /** Progress of a run that begins. */
  readonly begin: Progress;
  /** The least number of faults of each kind; fewer make the run fail: a test that hurt nothing proves nothing. */
  planned(figures: Figures): Readonly<Record<string, number>>;
  run(trial: Trial<Figures, Progress>): Promise<Verdict>;
}

const CI_LIMIT_MS = 480_000;
const FULL_LIMIT_MS = 3 * 3_600_000;
const SHOWN = 20;

/** True for `npm run test:full`. */
export const isFull = process.env.WAYBILL_FAULTS === 'full';

/** Registers the profile as a test of the size that was asked for. */
export function test<F extends object, P>(profile: Profile<F, P>): void {
  it(profile.promise, () => carryOut(profile), isFull ? FULL_LIMIT_MS : CI_LIMIT_MS);
}

async function carryOut<F extends object, P>(profile: Profile<F, P>): Promise<void> {
  const { name, begin } = profile;
  const trial = isFull ? Trial.lasting(name, profile.full, begin) : Trial.brief(name, profile.ci, begin);
  let how: 'passed' | 'violated' | 'unjudged' = 'unjudged';
  try {
    const { events, violations, measured = [] } = await profile.run(trial);
    const problems = [...violations, ...missing(profile.planned(trial.figures), trial.faults, trial.skipped)];
    const { seed, faults, minutes } = trial;
    const run: RecordedRun = { profile: name, seed, faults, events, problems: problems.length, measured, minutes };
    trial.say(line(run));
    if (isFull) record(run);
    how = problems.length === 0 ? 'passed' : 'violated';
    expect(problems.slice(0, SHOWN)).toEqual([]);
  } catch (error) {
    trial.say(`failed with WAYBILL_SEED=${trial.seed}`);
    throw error;
  } finally {
    await trial.end(how);
  }
}

/** Faults that were planned and did not happen. */
export function missing(
  planned: Readonly<Record<string, number>>,
  happened: Readonly<Record<string, number>>,
  skipped: ReadonlySet<string> = new Set(),
): string[] {
  return Object.entries(planned)
    .filter(([kind, count]) => !skipped.has(kind) && (happened[kind] ?? 0) < count)
    .map(([kind, count]) => `${kind}: ${happened[kind] ?? 0} of ${count} planned faults were injected`);
}

function line({ seed, faults, events, problems, measured, minutes }: RecordedRun): string {
  const injected = Object.entries(faults).map(([kind, count]) => `${count} × ${kind}`);
  return [
    `seed ${seed}`,
    `faults injected: ${injected.join(', ') || 'none'}`,
    `events ${events}`,
    `violations ${problems}`,
    ...measured,
    `${minutes.toFixed(1)} min`,
  ].join('; ');
}
