import path from 'node:path';
import type { DetectionFact, Trip } from '@waybill/domain';
import type { Place, ShipmentPlan } from '@waybill/events';
import type { Contest, DataSet } from '../contest';
import { numberIn, type Row, readCsv, textIn } from '../csv';
import { groupBy, instantOf, said, scanned, seen, tripOf } from '../waybill';
import { type BusFix, middle, type Patterns, patternsOf } from './madison-patterns';

const MINUTE = 60_000;
const DAYS = ['2025-09-12', ...Array.from({ length: 7 }, (_, i) => `2025-09-${24 + i}`), '2025-10-01', '2025-10-02'];
const [CALIBRATION, TEST] = ['2025-09-29', '2025-10-01'];
/** Operators' times are cut to the minute. */
const HALF_MINUTE = 30_000;
/** Central daylight time: no day of the set lies outside it. */
const local = (text: string): number => Math.floor(Date.parse(`${text.slice(0, 19)}-05:00`));

const runOf = (day: string, vehicle: string, trip: string): string => `${day}/${vehicle}/${trip}`;

function busFixOf(row: Row): BusFix {
  return {
    run: runOf(textIn(row, 'stsd'), textIn(row, 'vid'), textIn(row, 'tatripid')),
    time: local(textIn(row, 'collection_timestamp')),
    latitude: numberIn(row, 'lat'),
    longitude: numberIn(row, 'lon'),
    speedKmh: numberIn(row, 'spd') * 1.609_344,
    pattern: textIn(row, 'pid'),
    feet: numberIn(row, 'pdist'),
  };
}

/** What an operator said of one arrival, each time with what followed. */
interface Asked {
  readonly row: Row;
  readonly run: string;
  readonly time: number;
  readonly eta: number;
}

function askedOf(row: Row): Asked {
  const run = runOf(textIn(row, 'service_day'), textIn(row, 'vehicle_id'), textIn(row, 'trip_id'));
  return { row, run, time: local(textIn(row, 'asked_at_local')), eta: local(textIn(row, 'operator_eta_local')) };
}

/** By pattern and stop, how far along the one the other lies, feet: where buses were, and how far they had to go. */
function stopsOf(asked: readonly Asked[], ofRun: ReadonlyMap<string, readonly BusFix[]>): Map<string, number> {
  const seen = asked.flatMap(({ row, run }): [string, number][] => {
    const fix = hasFreshFix({ row }) && ofRun.get(run)?.find(({ time }) => time === local(textIn(row, 'fix_at_local')));
    return fix ? [[`${fix.pattern}/${textIn(row, 'stop_id')}`, fix.feet + numberIn(row, 'distance_to_stop_ft')]] : [];
  });
  return new Map([...groupBy(seen, ([name]) => name)].map(([name, some]) => [name, middle(some.map(([, feet]) => feet))]));
}

function planOf({ row }: Asked, pattern: string | undefined, { patterns, stops }: Lines): ShipmentPlan {
  const [route, direction] = [textIn(row, 'route'), textIn(row, 'direction')];
  const stop: Place = { latitude: numberIn(row, 'stop_lat'), longitude: numberIn(row, 'stop_lon'), siteId: textIn(row, 'stop_id') };
  const way = pattern && patterns.wayTo(pattern, stop, stops.get(`${pattern}/${stop.siteId}`));
  const [longitude, latitude] = (way || undefined)?.coordinates[0] ?? [stop.longitude, stop.latitude];
  return {
    mode: 'road',
    carrier: 'metro',
    origin: { latitude, longitude, siteId: `${route}-${direction}` },
    destination: stop,
    route: way || undefined,
  };
}

interface Lines {
  readonly patterns: Patterns;
  readonly stops: ReadonlyMap<string, number>;
}

/** So near to its pole a bus is at a stop, metres. */
const STOP_METRES = 15;

/** A bus on its way to a stop, for those who wait there. */
function tripTo(id: string, asked: readonly Asked[], fixes: readonly BusFix[], lines: Lines, withOperator: boolean): Trip[] {
  const first = asked[0] as Asked;
  const arrival = local(textIn(first.row, 'actual_arrival_local'));
  const plan = planOf(first, fixes[0]?.pattern, lines);
  const last = Math.max(...asked.map(({ time }) => time));
  const facts: DetectionFact[] = [];
  for (const fix of fixes) if (fix.time <= last) facts.push(seen(`${id}/fix/${fix.time}`, instantOf(fix.time), fix, fix.speedKmh));
  if (facts[0]) facts.push(scanned(`${id}/out`, 'IN_TRANSIT', facts[0].at));
  if (withOperator) for (const { time, eta } of asked) facts.push(said(`${id}/eta/${time}`, instantOf(eta + HALF_MINUTE), instantOf(time)));
  const { latitude, longitude } = plan.destination;
  const fence = { type: 'Circle', centre: { latitude, longitude }, radiusMetres: STOP_METRES } as const;
  return [tripOf({ id, plan, fence, facts, arrival, times: asked.map(({ time }) => time) })];
}

/** The table that has to be beaten leaves out what is less than two minutes ahead. */
const isFarEnough = ({ time, eta }: Asked): boolean => eta - time >= 2 * MINUTE;
const hasFreshFix = ({ row }: Pick<Asked, 'row'>): boolean => textIn(row, 'fix_at_local') !== '';

function contestsOf(folder: string): Contest[] {
  const asked = readCsv(path.join(folder, 'derived-eta-pairs.csv.gz')).map(askedOf).filter(isFarEnough);
  const fixes = DAYS.flatMap((day) => readCsv(path.join(folder, `vehicles-${day}.csv.gz`)).map(busFixOf)).sort((a, b) => a.time - b.time);
  const ofRun = groupBy(fixes, ({ run }) => run);
  const lines = { patterns: patternsOf(fixes), stops: stopsOf(asked, ofRun) };
  const contest = (name: string, toBeat: number, withOperator: boolean, counts: (one: Asked) => boolean): Contest => {
    const groups = [...groupBy(asked.filter(counts), ({ run, row }) => `${run}/${textIn(row, 'stop_id')}`)];
    const between = (from: string, until: string): Trip[] =>
      groups
        .filter(([id]) => id >= from && id < until)
        .flatMap(([id, some]) => tripTo(id, some, ofRun.get((some[0] as Asked).run) ?? [], lines, withOperator));
    const split = { training: between('', CALIBRATION), calibration: between(CALIBRATION, TEST), test: between(TEST, '3') };
    return { name, unit: 'minutes', toBeat, splits: [split] };
  };
  return [
    contest("with the operator's ETA", 1.71, true, () => true),
    contest("without the operator's ETA, where there is a fresh fix", 1.89, false, hasFreshFix),
  ];
}

export const madison: DataSet = {
  name: 'madison-metro-bus',
  title: 'A vehicle under way whose operator says again and again when it will come: buses in Madison, Wisconsin, 2025',
  attribution: 'Madison Metro Bus Arrival Time Predictions, matteso1; source Madison Metro Transit System (repository MIT, data card CC0).',
  split:
    'By service day: trained on 12 and 24-28 September, calibrated on 29 and 30 September, tested on 1 and 2 October; at least 2 min ahead.',
  contests: contestsOf,
};
