import {
  advance,
  type DetectionState,
  type Fix,
  fixFact,
  type Geofence,
  geofenceOf,
  indexFences,
  initialDetection,
  initialMatch,
  limitsFor,
  type MatchState,
  matchFixes,
  nextDeadline,
  watchOf,
} from '@waybill/domain';
import type { Instant } from '@waybill/events';
import type { Benchmark, BenchmarkContext, Figure } from '../findings';
import { median } from '../measure/statistics';

const FENCES = [0, 100, 10_000] as const;
const SHIPMENTS = 100;
const POSITIONS = 100_000;
const ROUNDS = 5;
const START = Date.UTC(2026, 2, 2);

/** The same numbers in every run (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Circles all over the part of the world that the shipments drive through. */
function fences(count: number): Geofence[] {
  const next = numbers(count + 1);
  return Array.from({ length: count }, (_, i) => {
    const centre = { latitude: 47 + next() * 8, longitude: 6 + next() * 9 };
    const geometry = { type: 'Circle' as const, centre, radiusMetres: 500 + next() * 2_500 };
    return geofenceOf(`F${i}`, [{ revision: 0, from: 0 as Instant, terms: { name: `F${i}`, geometry, rule: 'no-entry' } }]);
  });
}

/** Trucks that drive straight on, a fix a minute, each as wrong as a receiver is. */
function tracks(): Fix[][] {
  const next = numbers(7);
  return Array.from({ length: SHIPMENTS }, (_, shipment) => {
    const [latitude, longitude, north, east] = [48 + next() * 6, 7 + next() * 7, next() - 0.5, next() - 0.5];
    return Array.from({ length: POSITIONS / SHIPMENTS }, (_, i) => {
      const time = (START + i * 60_000) as Instant;
      const place = { latitude: latitude + (north * i) / 500 + next() / 10_000, longitude: longitude + (east * i) / 500 + next() / 10_000 };
      const id = `${shipment}/${i}`;
      return { eventId: id, id, source: 'bench', time, recordedTime: time, accuracyMetres: 10, ...place } as Fix;
    });
  });
}

const place = { latitude: 51, longitude: 10 };
const watch = watchOf({ origin: place, destination: { latitude: 48, longitude: 12 }, mode: 'road' });

/** What the reactor does with each position of a shipment that it has in memory. Answers the crossings. */
function follow(all: readonly Fix[][], known: readonly Geofence[]): number {
  const index = indexFences(known);
  let crossings = 0;
  for (const [i, track] of all.entries()) {
    let [detection, match]: [DetectionState, MatchState] = [initialDetection, initialMatch];
    for (const fix of track) {
      detection = advance(detection, fixFact(fix), watch);
      const matched = matchFixes(match, [fix], limitsFor('road'), index, { shipmentId: `S${i}` });
      match = matched.state;
      nextDeadline(detection, fix.time, watch);
      crossings += matched.transitions.length;
    }
  }
  return crossings;
}

async function measure({ say, scale }: BenchmarkContext) {
  const all = tracks();
  const rounds = Math.max(1, Math.round(ROUNDS * scale));
  const rows: Figure[] = [];
  for (const count of FENCES) {
    say(`${count} fences`);
    const known = fences(count);
    const crossings = follow(all, known);
    const micros = Array.from({ length: rounds }, () => {
      const before = process.cpuUsage();
      follow(all, known);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / POSITIONS;
    });
    rows.push({ what: `${count} fences: CPU per position`, value: median(micros), unit: 'µs' });
    rows.push({ what: `${count} fences: crossings found`, value: crossings, unit: '' });
  }
  const remarks = [
    `${SHIPMENTS} trucks with a fix a minute, ${POSITIONS} positions; rules, matching against fences and the next deadline, as the reactor does for each.`,
  ];
  return [{ kind: 'figures' as const, benchmark: 'detection', title: 'Detection of exceptions, by fences', rows, remarks }];
}

/** What it costs to look at a position, however many fences there are. */
export const detection: Benchmark = {
  name: 'detection',
  title: `Rules and fences for a position, with ${FENCES.join(', ')} fences, in memory`,
  run: measure,
};
