import path from 'node:path';
import type { Trip } from '@waybill/domain';
import type { Place, ShipmentPlan } from '@waybill/events';
import type { DataSet } from '../contest';
import { numberIn, type Row, readCsv, textIn } from '../csv';
import { instantOf, scanned, seen, tripOf } from '../waybill';

const METRES_PER_MILE = 1_609.344;
const EARTH_METRES = 6_378_137;
const DEGREES = 180 / Math.PI;
const METRES_PER_DEGREE = 111_195;

/** EPSG:3857. */
const placeAt = (x: number, y: number): Place => ({
  longitude: (x / EARTH_METRES) * DEGREES,
  latitude: (2 * Math.atan(Math.exp(y / EARTH_METRES)) - Math.PI / 2) * DEGREES,
});

/** Eastern standard time. */
const clock = (row: Row, column: string): number => Date.parse(`${textIn(row, column).replace(' ', 'T')}-05:00`);

/** A way of a given length between two places: by one corner, since the set has no streets. */
function wayOf(from: Place, to: Place, metres: number): NonNullable<ShipmentPlan['route']> {
  const metresEast = METRES_PER_DEGREE * Math.cos(from.latitude / DEGREES);
  const [dx, dy] = [(to.longitude - from.longitude) * metresEast, (to.latitude - from.latitude) * METRES_PER_DEGREE];
  const straight = Math.hypot(dx, dy);
  const aside = Math.sqrt(Math.max(0, metres ** 2 - straight ** 2)) / 2;
  const [east, north] = straight === 0 ? [0, 1] : [-dy / straight, dx / straight];
  const corner = [
    (from.longitude + to.longitude) / 2 + (aside * east) / metresEast,
    (from.latitude + to.latitude) / 2 + (aside * north) / METRES_PER_DEGREE,
  ] as const;
  return { type: 'LineString', coordinates: [[from.longitude, from.latitude], [...corner], [to.longitude, to.latitude]] };
}

/** From a minute to three hours, and from a tenth of a mile to sixty; else a meter was not switched on or off. */
function isPlausible(row: Row): boolean {
  const [seconds, miles] = [
    (clock(row, 'tpep_dropoff_datetime') - clock(row, 'tpep_pickup_datetime')) / 1_000,
    numberIn(row, 'trip_distance'),
  ];
  return seconds >= 60 && seconds <= 3 * 3_600 && miles >= 0.1 && miles <= 60;
}

function runOf(row: Row, index: number): Trip {
  const id = `taxi-${index}`;
  const [pickup, arrival] = [clock(row, 'tpep_pickup_datetime'), clock(row, 'tpep_dropoff_datetime')];
  const [origin, destination] = [
    placeAt(numberIn(row, 'pickup_x'), numberIn(row, 'pickup_y')),
    placeAt(numberIn(row, 'dropoff_x'), numberIn(row, 'dropoff_y')),
  ];
  const route = wayOf(origin, destination, numberIn(row, 'trip_distance') * METRES_PER_MILE);
  return tripOf({
    id,
    plan: { mode: 'road', carrier: 'taxi', origin, destination, route, plannedDeparture: instantOf(pickup) },
    facts: [scanned(`${id}/out`, 'IN_TRANSIT', instantOf(pickup)), seen(`${id}/at`, instantOf(pickup), origin)],
    arrival,
    times: [pickup],
  });
}

const until = (trips: readonly Trip[], from: string, to: string): Trip[] => {
  const [start, end] = [from, to].map((day) => Date.parse(`${day}T00:00-05:00`)) as [number, number];
  return trips.filter(({ times: [pickup = 0] }) => pickup >= start && pickup < end);
};

export const taxi: DataSet = {
  name: 'nyc-tlc-2015',
  title: "A courier's run in a city: taxi trips in New York, January 2015",
  attribution:
    'New York City Taxi and Limousine Commission, trip records (public record); sample from gumdropsteve/silent-disco (Apache-2.0).',
  split: 'Trained on 1-17 January, calibrated on 18-24 January, tested on 25-31 January, with a blizzard on the 26th and 27th.',
  contests: (folder) => {
    const runs = readCsv(path.join(folder, 'taxi_sample.csv')).filter(isPlausible).map(runOf);
    return [
      {
        name: 'at the pickup',
        unit: 'seconds',
        toBeat: 207,
        splits: [
          {
            training: until(runs, '2015-01-01', '2015-01-18'),
            calibration: until(runs, '2015-01-18', '2015-01-25'),
            test: until(runs, '2015-01-25', '2015-02-01'),
          },
        ],
      },
    ];
  },
};
