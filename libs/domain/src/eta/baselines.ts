import { ETA_BASES, type EtaComparison, type Instant } from '@waybill/events';
import { isUnderWay } from '../exceptions/journey';
import { type KnownMode, metresBetween } from '../positions';
import { DRIVERS_HOURS, pausesWithin } from './drivers-hours';
import { type Effects, shrunken } from './effects';
import { movingSpeed } from './motion';
import type { LastMilestone, Observed } from './observed';
import { cellOf, type EtaPlan } from './plan';
import { leftByPlaces, leftOnRoute } from './remaining-way';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * Ways of saying when a shipment arrives without learning, in the order in which they are believed. The plan goes with the delay so far, and
 * the schedule without it: what waits for its departure makes a delay up.
 */
export const BASES = ETA_BASES;
export type Basis = (typeof BASES)[number];

/** What was learned for the baselines. Plain JSON; empty while nothing was. */
export interface Experience {
  /** Speeds while it moves, km/h, by mode and by lane. */
  readonly speeds: Effects;
  /** Speeds at which the way that was left was gone in the end, the driver's pauses and planned stops taken out, km/h (see `paceNames`). */
  readonly paces: Effects;
  /** Time at stops, milliseconds, by site. */
  readonly dwells: Effects;
  /** Logarithm of the hours from the last milestone to the arrival (see `historyNames`). */
  readonly rests: Effects;
  /** How much later than their estimates carriers arrived, milliseconds (see `missNames`). */
  readonly misses: Effects;
}
export const noExperience: Experience = { speeds: {}, paces: {}, dwells: {}, rests: {}, misses: {} };

/** What is left of the way to the destination, and how long its parts take, in milliseconds. */
export interface WayLeft {
  readonly metres: number;
  /** Share of the whole way that is behind it. */
  readonly done: number;
  readonly kmh: number;
  readonly drivingMs: number;
  readonly pausesMs: number;
  readonly dwellMs: number;
  readonly stopsAhead: number;
  /** It has not been seen for so long that whatever else speaks of its arrival is to be believed first. */
  readonly isOld: boolean;
}

/** Milliseconds that are left by each way of saying it; never less than a minute. */
export interface Baselines extends Partial<Readonly<Record<Basis, number>>> {
  readonly way?: WayLeft;
}

const LEAST_MS = MINUTE_MS;
const atLeast = (ms: number): number => Math.max(LEAST_MS, ms);

/** What a mode does on its way when nothing was learned, km/h. */
const USUAL_KMH: Readonly<Record<KnownMode, number>> = { road: 65, rail: 50, parcel: 60, sea: 28, air: 750 };
/** What has been driven for so long says as much as what is usual: soon, while that is a guess, and late, once it was learned. */
const TRUSTED_AFTER_MS = { guessed: 20 * MINUTE_MS, learned: 240 * MINUTE_MS };

/** Names under which speeds are learned, from the more general to the more special one. */
export const speedNames = ({ watch, lane }: EtaPlan): readonly string[] => [`mode:${watch.mode ?? 'road'}`, `lane:${lane}`];

/**
 * Names under which paces are learned, from the most general to the most special one: what begins at the same place goes the same ways, and
 * slow parts of a lane are known by the place and the time of day.
 */
export function paceNames({ fix }: Observed, { watch, carrier, lane, from }: EtaPlan, asOf: Instant): readonly string[] {
  const mode = `mode:${watch.mode ?? 'road'}`;
  if (!fix) return [mode, `carrier:${carrier}`, `from:${from}`, `lane:${lane}`];
  const hour = Math.floor(solarTime(asOf, fix.longitude).hour / 2);
  const here = `lane:${lane}/${cellOf(fix, 0.01)}`;
  return [mode, `${mode}/${hour}`, `carrier:${carrier}`, `from:${from}`, `from:${from}/${hour}`, `lane:${lane}`, here, `${here}/${hour}`];
}

/** The speed to reckon with: the usual pace, faster or slower as it moved in the last hour against what is usual, the longer the more. */
function speedOf(observed: Observed, plan: EtaPlan, { speeds, paces }: Experience, asOf: Instant): number {
  const usual = USUAL_KMH[plan.watch.mode ?? 'road'];
  const pace = shrunken(paces, paceNames(observed, plan, asOf), usual);
  const own = movingSpeed(observed.motion, asOf);
  if (!own) return pace;
  const trustedAfter = TRUSTED_AFTER_MS[pace === usual ? 'guessed' : 'learned'];
  return pace * (own.kmh / shrunken(speeds, speedNames(plan), usual)) ** (own.ms / (own.ms + trustedAfter));
}

/** How long it will stand at the stops ahead, and on at the one where it is. */
function dwellLeft(observed: Observed, { stops }: EtaPlan, { dwells }: Experience, asOf: Instant): number {
  const { stop } = observed;
  return stops.reduce((sum, { dwellMs, site }, index) => {
    if (stop && index < stop.index) return sum;
    const dwell = Math.max(dwellMs, shrunken(dwells, [site], 0));
    if (stop?.index !== index) return sum + dwell;
    return stop.left ? sum : sum + Math.max(0, dwell - (asOf - stop.at));
  }, 0);
}

/** Stops that it has not come to yet. */
const aheadOf = ({ stop }: Observed, { stops }: EtaPlan) => stops.slice(stop ? stop.index + 1 : 0);

/** Metres left from where it was seen last; undefined while it was seen nowhere. */
export function metresLeft(observed: Observed, plan: EtaPlan): number | undefined {
  const { fix, progress, journey } = observed;
  if (!fix) return undefined;
  const { route: planned, destination, mode } = plan.watch;
  const route = journey.route ?? planned;
  if (route && progress) return leftOnRoute(route, progress, destination);
  return leftByPlaces(fix, [...aheadOf(observed, plan).map(({ place }) => place), destination], mode);
}

/** A place of so long ago says little, milliseconds. */
const OLD_MS = 24 * HOUR_MS;

export function wayLeft(observed: Observed, plan: EtaPlan, experience: Experience, asOf: Instant): WayLeft | undefined {
  const metres = metresLeft(observed, plan);
  if (metres === undefined) return undefined;
  const kmh = speedOf(observed, plan, experience, asOf);
  const drivingMs = (metres / 1_000 / kmh) * HOUR_MS;
  const whole = observed.progress ? metres + observed.progress.along : Math.max(metres, plan.metres);
  return {
    metres,
    done: whole === 0 ? 1 : 1 - metres / whole,
    kmh,
    drivingMs,
    pausesMs: plan.watch.mode === 'road' ? pausesWithin(observed.motion.driving, drivingMs, DRIVERS_HOURS) : 0,
    dwellMs: dwellLeft(observed, plan, experience, asOf),
    stopsAhead: aheadOf(observed, plan).length,
    isOld: asOf - (observed.fix?.time ?? asOf) > OLD_MS,
  };
}

/** A silence of up to so long is taken for driving on. */
const DRIVES_ON_MS = 6 * HOUR_MS;

/** Driving, the driver's pauses and the stops ahead. What has not set out yet begins when it is planned to. */
function moving(observed: Observed, { plannedDeparture }: EtaPlan, way: WayLeft, asOf: Instant): number {
  const { fix, journey, motion } = observed;
  const start = isUnderWay(journey) ? asOf : Math.max(asOf, plannedDeparture ?? asOf);
  const silence = asOf - (fix?.time ?? asOf);
  const unseen = isUnderWay(journey) && motion.standingSince === undefined ? Math.min(silence, DRIVES_ON_MS) : 0;
  return start - asOf + Math.max(0, way.drivingMs - unseen) + way.pausesMs + way.dwellMs;
}

/** How late it was at the last stop, or when it set out, in milliseconds; undefined while that cannot be told. */
export function delayShown({ stop, journey }: Observed, { stops, plannedDeparture }: EtaPlan): number | undefined {
  const planned = stop && stops[stop.index]?.plannedArrival;
  if (stop && planned !== undefined) return stop.at - planned;
  return plannedDeparture !== undefined && journey.departedAt !== undefined ? journey.departedAt - plannedDeparture : undefined;
}

/** Days of a week, by the sun at a place: places have no time zone, and what is learned of a lane needs only one clock. */
export function solarTime(asOf: Instant, longitude: number): { readonly hour: number; readonly weekday: number } {
  const hours = asOf / HOUR_MS + longitude / 15;
  // 1 January 1970 was a Thursday.
  return { hour: ((hours % 24) + 24) % 24, weekday: (((Math.floor(hours / 24) + 4) % 7) + 7) % 7 };
}

/** Times ahead that differ by less than half are of one class. */
const horizonClass = (ms: number): number => Math.round(2 * Math.log2(1 + Math.max(0, ms) / MINUTE_MS));

/** Names under which it is learned by how much a carrier misses what it estimates, so far ahead and on this lane. */
export function missNames({ carrier, lane, site }: EtaPlan, aheadMs: number): readonly string[] {
  const horizon = horizonClass(aheadMs);
  const names = [carrier, `${carrier}/${site}`, `${carrier}/${lane}`];
  return names.flatMap((name) => [name, `${name}/${horizon}`]);
}

/** By how much the newest estimate is usually missed, milliseconds; undefined while that is not known. */
export const usualMiss = (
  { estimate }: Observed,
  plan: EtaPlan,
  { misses }: Pick<Experience, 'misses'>,
  asOf: Instant,
): number | undefined => estimate && shrunken(misses, missNames(plan, estimate.arrival - asOf));

/** Names under which the rest of the way is learned, from the most general to the most special one. */
export function historyNames({ milestone: step, time }: LastMilestone, { watch, carrier, lane, laneGroup }: EtaPlan): readonly string[] {
  const { hour, weekday } = solarTime(time, watch.destination.longitude);
  const [mode, quarter] = [watch.mode ?? 'road', Math.floor(hour / 6)];
  const group = `${carrier}/${laneGroup}/${step}`;
  const exact = `${carrier}/${lane}/${step}`;
  return [`${mode}/${step}`, `${carrier}/${step}`, group, exact, `${exact}/${weekday}`, `${exact}/${weekday}/${quarter}`];
}

/** Each baseline that exists, in milliseconds left from `asOf`. */
export function baselinesOf(observed: Observed, plan: EtaPlan, experience: Experience, asOf: Instant): Baselines {
  const way = wayLeft(observed, plan, experience, asOf);
  const { estimate, last } = observed;
  const { plannedArrival } = plan.watch;
  const rest = last && shrunken(experience.rests, historyNames(last, plan));
  return {
    way,
    moving: way && atLeast(moving(observed, plan, way, asOf)),
    estimate: estimate && atLeast(estimate.arrival + (usualMiss(observed, plan, experience, asOf) ?? 0) - asOf),
    plan: plannedArrival === undefined ? undefined : atLeast(plannedArrival + (delayShown(observed, plan) ?? 0) - asOf),
    schedule: plannedArrival === undefined ? undefined : atLeast(plannedArrival - asOf),
    history: last && rest !== undefined ? atLeast(last.time + Math.exp(rest) * HOUR_MS - asOf) : undefined,
  };
}

/** Names under which it is learned how near a baseline comes. */
export const nearnessNames = (basis: Basis, { carrier }: EtaPlan): readonly string[] => [basis, `${basis}/${carrier}`];

/** What an open fleet system reckons with, metres per millisecond. */
const SLOWLY = 35 / 3_600;

/** Milliseconds that are left by what is only compared with. */
export function unlearnedOf({ estimate, fix }: Observed, { watch }: EtaPlan, asOf: Instant): Partial<Record<EtaComparison, number>> {
  return {
    'estimate-as-said': estimate && estimate.arrival - asOf,
    'great-circle': fix && metresBetween(fix, watch.destination) / SLOWLY,
  };
}

/**
 * The baseline that is corrected: of those that exist the one that came nearest for the carrier so far, and the first one while nothing was
 * learned. One of long ago comes after the others.
 */
export function basisOf(baselines: Baselines, plan: EtaPlan, nearness: Effects): Basis | undefined {
  const existing = BASES.filter((basis) => baselines[basis] !== undefined);
  const recent = existing.filter((basis) => basis !== 'moving' || !baselines.way?.isOld);
  const error = (basis: Basis): number => shrunken(nearness, nearnessNames(basis, plan)) ?? Number.POSITIVE_INFINITY;
  return recent.length === 0 ? existing[0] : recent.reduce((best, basis) => (error(basis) < error(best) ? basis : best));
}
