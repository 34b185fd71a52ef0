import { type Instant, itemAt } from '@waybill/events';
import { numberAt } from '../numbers';
import { type Fix, metresBetween } from '../positions';
import { DRIVERS_HOURS, type Driving, drive, notDriven, stand } from './drivers-hours';

const MINUTE_MS = 60_000;
/** Fixes closer in time than this are one sample. */
const SPACING_MS = MINUTE_MS;
/** How far back speeds are looked at. */
const KEPT_MS = 180 * MINUTE_MS;
/** Slower than this it stands: a receiver that lies still seems to wander at a walking pace. km/h. */
export const MOVING_KMH = 5;
/** Within a longer silence it may have rested: only the time that the way needs is taken for driving. */
const SILENCE_MS = 10 * MINUTE_MS;
const CRUISING_KMH = 70;

/** Metres travelled up to a time. */
interface Sample {
  readonly time: Instant;
  readonly metres: number;
}

/** How a shipment has moved lately. Plain JSON of bounded size. */
export interface Motion {
  /** The fix at which the newest sample was taken. */
  readonly fix?: Fix;
  /** Oldest first, the last three hours only. */
  readonly samples: readonly Sample[];
  readonly standingSince?: Instant;
  readonly driving: Driving;
}
export const notMoved: Motion = { samples: [], driving: notDriven };

export const kmh = (metres: number, ms: number): number => (metres / ms) * 3_600;

function drivenBetween(driving: Driving, metres: number, ms: number): Driving {
  if (ms <= SILENCE_MS) return drive(driving, ms);
  const needed = Math.min(ms, (metres / CRUISING_KMH) * 3_600);
  return { ...stand(drive(driving, needed), ms - needed, DRIVERS_HOURS), stoodMs: 0 };
}

/** One believed fix on. */
export function stepMotion(motion: Motion, fix: Fix): Motion {
  const { fix: before, samples, standingSince, driving } = motion;
  if (!before) return { ...motion, fix, samples: [{ time: fix.time, metres: 0 }] };
  const ms = fix.time - before.time;
  if (ms < SPACING_MS) return motion;
  const metres = metresBetween(before, fix);
  const kept = samples.filter(({ time }) => time >= fix.time - KEPT_MS - SPACING_MS);
  const next = [...kept, { time: fix.time, metres: (samples.at(-1)?.metres ?? 0) + metres }];
  if (kmh(metres, ms) >= MOVING_KMH) return { fix, samples: next, driving: drivenBetween(driving, metres, ms) };
  const since = standingSince ?? before.time;
  return { fix, samples: next, standingSince: since, driving: stand(driving, fix.time - since, DRIVERS_HOURS) };
}

/** Speed over the last time, stops included, km/h; undefined when it was not seen for half of that time. */
export function averageSpeed({ samples }: Motion, asOf: Instant, overMs: number): number | undefined {
  const last = samples.at(-1);
  const first = samples.find(({ time }) => time >= asOf - overMs);
  if (!last || !first || last.time - first.time < overMs / 2) return undefined;
  return kmh(last.metres - first.metres, last.time - first.time);
}

/** The middle speed of the time in which it moved, km/h, and how long that was. */
export function movingSpeed(
  { samples }: Motion,
  asOf: Instant,
  overMs = 60 * MINUTE_MS,
): { readonly kmh: number; readonly ms: number } | undefined {
  const speeds: number[] = [];
  let moving = 0;
  for (let i = samples.length - 1; i > 0; i--) {
    const [from, to] = [itemAt(samples, i - 1), itemAt(samples, i)];
    if (from.time < asOf - overMs) break;
    const speed = kmh(to.metres - from.metres, to.time - from.time);
    if (speed < MOVING_KMH) continue;
    speeds.push(speed);
    moving += to.time - from.time;
  }
  if (speeds.length === 0) return undefined;
  speeds.sort((a, b) => a - b);
  return { kmh: numberAt(speeds, speeds.length >> 1), ms: moving };
}
