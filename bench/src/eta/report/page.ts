import { type Accuracy, bucketName } from '@waybill/domain';
import type { Contest } from '../contest';
import type { Comparison, Outcome } from '../outcome';

/** What a run of all sets is kept as. Plain JSON. */
export interface Results {
  readonly sets: readonly {
    readonly name: string;
    readonly title: string;
    readonly attribution: string;
    readonly split: string;
    readonly outcomes: readonly Outcome[];
  }[];
}

/** A bucket with fewer trips says nothing of how often windows hold. */
export const ENOUGH_TRIPS = 200;
const MINUTES_IN: Readonly<Record<Contest['unit'], number>> = { seconds: 1 / 60, minutes: 1, days: 24 * 60 };
const SHORT: Readonly<Record<Contest['unit'], string>> = { seconds: 's', minutes: 'min', days: 'days' };

/** Minutes in the unit of a contest, with three digits or so. */
export function inUnit(minutes: number, unit: Contest['unit']): string {
  const value = minutes / MINUTES_IN[unit];
  return value.toFixed(Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0);
}
const percent = (share: number | undefined): string => (share === undefined ? '' : `${(100 * share).toFixed(1)} %`);

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

function accuracyRow(name: string, accuracy: Accuracy, unit: Contest['unit']): string[] {
  const {
    trips,
    predictions,
    meanError,
    bias,
    medianError,
    coverage,
    width = 0,
    within15,
    within30,
    within60,
    withinDay,
    flips,
  } = accuracy;
  const errors = [meanError, bias, medianError].map((minutes) => inUnit(minutes, unit));
  const shares = unit === 'days' ? [percent(withinDay)] : [within15, within30, within60].map(percent);
  return [name, `${trips}`, `${predictions}`, ...errors, percent(coverage), inUnit(width, unit), ...shares, flips.toFixed(2)];
}

function accuracyTable({ all, buckets, unit }: Outcome): string {
  const shares = unit === 'days' ? ['± 1 day'] : ['± 15 min', '± 30 min', '± 60 min'];
  const columns = [
    'hours out',
    'trips',
    'predictions',
    `MAE, ${SHORT[unit]}`,
    'bias',
    'median',
    'p10-p90 holds',
    'width',
    ...shares,
    'flips',
  ];
  const rows = buckets.flatMap((one, bucket) => (one ? [accuracyRow(bucketName(bucket), one, unit)] : []));
  return table(columns, [...rows, accuracyRow('all', all, unit)]);
}

const othersTable = ({ others, unit }: Outcome): string =>
  table(
    ['alone', 'predictions', `MAE, ${SHORT[unit]}`, 'bias', 'the model on the same'],
    others.map(({ contender, predictions, meanError, bias, model }: Comparison) => [
      contender,
      `${predictions}`,
      inUnit(meanError, unit),
      inUnit(bias, unit),
      inUnit(model, unit),
    ]),
  );

/** Where windows hold more or fewer than they should, among buckets with enough trips. */
const missedBuckets = ({ buckets }: Outcome): string[] =>
  buckets.flatMap((one, bucket) =>
    one && one.trips >= ENOUGH_TRIPS && Math.abs((one.coverage ?? 0) - 0.8) > 0.03
      ? [`${bucketName(bucket)} ${percent(one.coverage)}`]
      : [],
  );

/** In a sentence, what came of the aims. */
export function verdict(outcome: Outcome): string {
  const { all, toBeat, unit, others, heldAgainst } = outcome;
  const [own, held] = [inUnit(all.meanError, unit), inUnit(heldAgainst, unit)];
  const aim =
    toBeat === undefined
      ? 'nothing is promised'
      : `${held === own ? '' : `on the last part ${held}, `}${Number(held) < toBeat ? `below ${toBeat}: met` : `not below ${toBeat}: missed`}`;
  const better = others.filter(({ meanError, model }) => meanError < model - 0.001).map(({ contender }) => contender);
  const baselines = better.length === 0 ? 'below every baseline' : `above ${better.join(', ')}`;
  const missed = missedBuckets(outcome);
  const windows = missed.length === 0 ? 'windows within 80 ± 3 %' : `windows outside 80 ± 3 %: ${missed.join(', ')}`;
  const alone = outcome.isBaselineAlone ? 'too little signal, a baseline as it is; ' : '';
  return `MAE ${own} ${SHORT[unit]} (${aim}); ${alone}${baselines}; ${windows} (buckets with ${ENOUGH_TRIPS} trips and more).`;
}

export const outcomeText = (outcome: Outcome): string => `  ${outcome.name}: ${verdict(outcome)}`;

const outcomeSection = (outcome: Outcome): string => {
  const { training, calibration, test } = outcome.trips;
  return [
    `### ${outcome.name}`,
    verdict(outcome),
    `Trips: ${training} trained, ${calibration} calibrated, ${test} tested. Seed ${outcome.seed}, model \`${outcome.digest.slice(0, 12)}\`.`,
    accuracyTable(outcome),
    othersTable(outcome),
  ].join('\n\n');
};

const setSection = ({ name, title, attribution, split, outcomes }: Results['sets'][number]): string =>
  [
    `## ${title}`,
    `\`${name}\`. ${attribution}`,
    split,
    `\`npm run bench:eta -- ${name} --data <folder>\``,
    `![Error by hours out](eta/${name}-error.svg) ![Share of arrivals that windows hold, by hours out](eta/${name}-coverage.svg)`,
    ...outcomes.map(outcomeSection),
  ].join('\n\n');

const SUMMARY_HEAD = ['data set', 'predicted', 'MAE', 'to beat', 'outcome'];
const summary = ({ sets }: Results): string =>
  table(
    SUMMARY_HEAD,
    sets.flatMap(({ name, outcomes }) =>
      outcomes.map((outcome) => [
        name,
        outcome.name,
        `${inUnit(outcome.all.meanError, outcome.unit)} ${SHORT[outcome.unit]}`,
        outcome.toBeat === undefined ? '' : `${outcome.toBeat}`,
        verdict(outcome).replace(/^[^;]*; /, ''),
      ]),
    ),
  );

/** `docs/eta.md`, from how it begins and the results of a run. */
export const etaPage = (introduction: string, results: Results): string =>
  `${[introduction.trim(), '## All of them', summary(results), ...results.sets.map(setSection)].join('\n\n')}\n`;
