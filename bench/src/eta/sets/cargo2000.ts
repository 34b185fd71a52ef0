import path from 'node:path';
import type { DetectionFact, Trip } from '@waybill/domain';
import type { Milestone, Place } from '@waybill/events';
import type { Contest, DataSet, Split } from '../contest';
import { numberIn, type Row, readCsv, textIn } from '../csv';
import { instantOf, reached, scanned, tripOf } from '../waybill';

const MINUTE = 60_000;
const WEEK = 7 * 24 * 60 * MINUTE;
/** The set has no dates, so each shipment has a week of its own, in the order of the file. */
const BEGINNING = Date.parse('1990-01-01T00:00Z');
const LEGS = ['i1', 'i2', 'i3', 'o'] as const;
const KINDS = ['RCS', 'DEP', 'RCF', 'DLV'] as const;
type Kind = (typeof KINDS)[number];
const MILESTONE: Readonly<Record<Kind, Milestone>> = { RCS: 'PICKED_UP', DEP: 'DEPARTED_HUB', RCF: 'ARRIVED_AT_HUB', DLV: 'DELIVERED' };
const TO_BEAT: Readonly<Record<Kind, number>> = { RCS: 422, DEP: 344, RCF: 140, DLV: 2_677 };
const FOLDS = 5;

/** A milestone of a leg: minutes from the one before, as planned and as they were. */
interface Step {
  readonly kind: Kind;
  readonly planned: number;
  readonly effective: number;
  readonly airport: string;
}

/** Airports are numbers without a place on the map: each has a cell of its own, so that no two are taken for one. */
function placeOf(airport: string, kind: Kind): Place {
  const number = Number(airport);
  return {
    latitude: Math.floor(number / 100) * 2 - 20,
    longitude: (number % 100) * 3 - 150 + KINDS.indexOf(kind) / 2,
    siteId: `${airport}/${kind}`,
  };
}

function stepsOf(row: Row, leg: string): Step[] {
  const columns = [
    ['RCS', 'rcs'],
    ...[1, 2, 3].flatMap((k) => [
      ['DEP', `dep_${k}`],
      ['RCF', `rcf_${k}`],
    ]),
    ['DLV', 'dlv'],
  ] as [Kind, string][];
  const airports = columns.map(([, column]) => textIn(row, `${leg}_${column}_place`)).filter((place) => place !== '' && place !== '0');
  const steps = columns.map(([kind, column]) => {
    const own = textIn(row, `${leg}_${column}_place`);
    const airport = kind === 'RCS' ? airports[0] : kind === 'DLV' ? airports.at(-1) : own;
    return { kind, planned: numberIn(row, `${leg}_${column}_p`), effective: numberIn(row, `${leg}_${column}_e`), airport: airport ?? '0' };
  });
  // A zero may be one that was measured, but no more can be told from it than that there is no such step.
  return steps.filter(({ planned, effective }) => planned > 0 || effective > 0);
}

/** A leg up to one of its milestones, predicted when the one before was reached. */
function tripTo(steps: readonly Step[], index: number, id: string, start: number, leg: string): Trip {
  const target = steps[index] as Step;
  const before = steps.slice(0, index);
  const origin: Place = {
    ...placeOf((steps[0] as Step).airport, 'RCS'),
    siteId: `${(steps[0] as Step).airport}/${leg === 'o' ? 'out' : 'in'}`,
  };
  let [planned, now] = [start, start];
  const facts: DetectionFact[] = [scanned(`${id}/begun`, 'INFO_RECEIVED', instantOf(start))];
  const stops = before.map(({ kind, airport, ...minutes }, i) => {
    [planned, now] = [planned + minutes.planned * MINUTE, now + minutes.effective * MINUTE];
    const place = placeOf(airport, kind);
    facts.push(scanned(`${id}/${i}/${kind}`, MILESTONE[kind], instantOf(now)), reached(`${id}/${i}/at`, instantOf(now), place));
    return { stopId: `${i}`, place, plannedArrival: instantOf(planned) };
  });
  return tripOf({
    id,
    plan: {
      mode: 'air',
      carrier: 'cargo2000',
      origin,
      destination: placeOf(target.airport, target.kind),
      plannedDeparture: instantOf(start),
      plannedArrival: instantOf(planned + target.planned * MINUTE),
      stops,
    },
    facts,
    arrival: now + target.effective * MINUTE,
    times: [now],
  });
}

/** By kind of the milestone to come, the trips of one shipment. */
function tripsOf(row: Row, index: number): Record<Kind, Trip[]> {
  const trips: Record<Kind, Trip[]> = { RCS: [], DEP: [], RCF: [], DLV: [] };
  for (const leg of LEGS) {
    const steps = stepsOf(row, leg);
    steps.forEach(({ kind }, i) => {
      trips[kind].push(tripTo(steps, i, `${index}/${leg}/${i}`, BEGINNING + index * WEEK, leg));
    });
  }
  return trips;
}

function contestsOf(folder: string): Contest[] {
  const shipments = readCsv(path.join(folder, 'c2k_data_comma.csv')).map(tripsOf);
  const size = shipments.length / FOLDS;
  const partOf = (index: number): number => Math.floor(index / size);
  const split = (kind: Kind, fold: number): Split => {
    const of = (test: (part: number, index: number) => boolean): Trip[] =>
      shipments.filter((_, index) => test(partOf(index), index)).flatMap((trips) => trips[kind]);
    return {
      training: of((part, index) => part !== fold && index % 4 !== 3),
      calibration: of((part, index) => part !== fold && index % 4 === 3),
      test: of((part) => part === fold),
    };
  };
  return KINDS.map((kind) => ({
    name: kind,
    unit: 'minutes',
    toBeat: TO_BEAT[kind],
    splits: [split(kind, 0), split(kind, 1), split(kind, 2), split(kind, 3), split(kind, 4)],
  }));
}

export const cargo2000: DataSet = {
  name: 'cargo2000',
  title: 'Air freight from milestone to milestone',
  attribution:
    'Cargo 2000 Freight Tracking and Tracing, A. Metzger et al., UCI Machine Learning Repository no. 382, doi 10.1109/TSMC.2014.2347265 (CC BY 4.0).',
  split:
    'By shipment in five parts, each tested by a model of the other four, a quarter of which calibrates it. The set has no dates, so this is no split by time.',
  contests: contestsOf,
};
