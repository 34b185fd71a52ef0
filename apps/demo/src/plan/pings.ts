import { shifted } from '../geo';
import { between, chance, gaussian, type Random } from '../random';
import { MINUTE, type Mode, type Report, report, SOURCE_PREFIX, type Step } from './step';
import { motionAt, type Trip } from './trip';

/** A GPS sender on a unit. */
export type Tracker = {
  readonly unit: string;
  readonly provider: string;
  readonly mode: Mode;
  readonly everyMs: number;
  /** Spread of GPS noise in metres. */
  readonly noiseMetres: number;
};

/** Intervals get short where the demo is watched. */
export const LIVE_PING_MS = 8_000;

const rounded = (value: number, places: number) => Number(value.toFixed(places));

function ping(tracker: Tracker, trip: Trip, time: number, random: Random): Report {
  const motion = motionAt(trip, time);
  const jump = chance(random, 1 / 250);
  const spread = jump ? 400_000 : tracker.noiseMetres;
  const { latitude, longitude } = shifted(motion, gaussian(random, spread), gaussian(random, spread));
  return {
    source: `${SOURCE_PREFIX}telematics/${tracker.provider}`,
    id: `${tracker.unit.split(':')[1]}-${time}`,
    type: 'dev.waybill.position-reported.v1',
    subject: tracker.unit,
    time,
    mode: tracker.mode,
    data: {
      latitude: rounded(latitude, 6),
      longitude: rounded(longitude, 6),
      speedKmh: rounded(motion.speedKmh * between(random, 0.92, 1.06), 1),
      ...(motion.headingDegrees === undefined ? {} : { headingDegrees: rounded(motion.headingDegrees, 0) }),
      accuracyMetres: rounded(tracker.noiseMetres * between(random, 0.8, 1.6), 0),
    },
  };
}

/** Every ping of a trip up to `until`: sparse before `now`, dense after it. */
export function pingsOf(tracker: Tracker, trip: Trip, now: number, until: number, random: Random): readonly Step[] {
  const steps: Step[] = [];
  const end = Math.min(trip.end + 10 * MINUTE, until);
  for (let time = trip.start - 5 * MINUTE; time <= end; ) {
    steps.push(report(ping(tracker, trip, Math.round(time), random)));
    const live = Math.min(tracker.everyMs, LIVE_PING_MS) * between(random, 0.9, 1.1);
    const past = tracker.everyMs * between(random, 0.9, 1.1);
    time = time >= now ? time + live : Math.min(time + past, now + live);
  }
  return steps;
}
