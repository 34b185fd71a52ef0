import path from 'node:path';
import type { Trip } from '@waybill/domain';
import type { DataSet } from '../contest';
import { numberIn, type Row, readCsv, textIn } from '../csv';
import { groupBy, instantOf, scanned, seen, tripOf } from '../waybill';

const MINUTE = 60_000;
const SHARES = [0.25, 0.5, 0.75];
const KM_PER_DEGREE = 111.195;

interface Point {
  readonly time: number;
  readonly latitude: number;
  readonly longitude: number;
}
const pointOf = (row: Row): Point => ({
  time: Date.parse(`${textIn(row, 'time').replace(' ', 'T')}-03:00`),
  latitude: numberIn(row, 'latitude'),
  longitude: numberIn(row, 'longitude'),
});

const kmBetween = (a: Point, b: Point): number =>
  Math.hypot(a.latitude - b.latitude, (a.longitude - b.longitude) * Math.cos((a.latitude * Math.PI) / 180)) * KM_PER_DEGREE;

/** At least 20 fixes, 2 min to 2 h, 1 km of way, its ends half a km apart, and no silence of more than 5 min. */
function isUsable(points: readonly Point[], kms: readonly number[]): boolean {
  const [first, last] = [points[0] as Point, points.at(-1) as Point];
  const minutes = (last.time - first.time) / MINUTE;
  const isGapless = points.every(({ time }, i) => i === 0 || time - (points[i - 1] as Point).time <= 5 * MINUTE);
  return points.length >= 20 && minutes >= 2 && minutes <= 120 && (kms.at(-1) ?? 0) >= 1 && kmBetween(first, last) >= 0.5 && isGapless;
}

function trackOf(id: string, rows: readonly Row[]): Trip[] {
  const points = rows.map(pointOf).sort((a, b) => a.time - b.time);
  let km = 0;
  const kms = points.map((point, i) => (km += i === 0 ? 0 : kmBetween(points[i - 1] as Point, point)));
  if (!isUsable(points, kms)) return [];
  const [first, last] = [points[0] as Point, points.at(-1) as Point];
  const times = SHARES.map((share) => (points[kms.findIndex((one) => one >= share * km)] as Point).time);
  const { latitude, longitude } = last;
  return [
    tripOf({
      id,
      plan: {
        mode: 'road',
        carrier: 'phone',
        origin: first,
        destination: { latitude, longitude },
        plannedDeparture: instantOf(first.time),
      },
      fence: { type: 'Circle', centre: { latitude, longitude }, radiusMetres: 15 },
      facts: [
        scanned(`${id}/out`, 'IN_TRANSIT', instantOf(first.time)),
        ...points.slice(0, -1).map((point, i) => seen(`${id}/${i}`, instantOf(point.time), point)),
      ],
      arrival: last.time,
      times,
    }),
  ];
}

export const gotrack: DataSet = {
  name: 'uci-gotrack',
  title: "A phone's trace of one trip in Aracaju, Brazil",
  attribution:
    'Cruz, M., Macedo, H., Barreto, R., Guimarães, A. (2015), GPS Trajectories, UCI Machine Learning Repository no. 354, doi 10.24432/C54S5Z (CC BY 4.0).',
  split:
    'By date: the first half trains, the next quarter calibrates, the last one is tested, each trip at a quarter, half and three quarters of its way. Too few trips to claim anything.',
  contests: (folder) => {
    const rows = readCsv(path.join(folder, 'go_track_trackspoints.csv'));
    const tracks = [...groupBy(rows, (row) => textIn(row, 'track_id'))].flatMap(([id, some]) => trackOf(`track-${id}`, some));
    tracks.sort((a, b) => a.arrival - b.arrival);
    const part = (from: number, until: number): Trip[] => tracks.slice(Math.floor(from * tracks.length), Math.floor(until * tracks.length));
    return [
      { name: 'on the way', unit: 'seconds', splits: [{ training: part(0, 0.5), calibration: part(0.5, 0.75), test: part(0.75, 1) }] },
    ];
  },
};
