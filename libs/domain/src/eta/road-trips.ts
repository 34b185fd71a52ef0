import { type Instant, itemAt, lastOf, type Milestone, type Place, type ShipmentPlan } from '@waybill/events';
import { arrivalOf } from '../arrivals';
import { type DetectionFact, fixFact, milestoneFact } from '../exceptions';
import { METRES_PER_DEGREE, metresPerLongitude } from '../geofences/plane';
import { etaPlanOf } from './plan';
import { seeded, seedOf } from './seeded';
import type { Trip } from './trips';

/**
 * Synthetic road trips, the same for the same seed: congestion by hour and weekday, breaks by the rules, dwell at stops, slow ends in town,
 * noise, gaps in the signal, detours and breakdowns. They stand for what no open data set has, and prove nothing about real roads.
 */
const KM = 1_000;
/** A Sunday. */
const BEGINNING = Date.UTC(2026, 2, 1);
const MINUTES_PER_DAY = 1_440;
const TOWN_KM = 8;
const TOWN_KMH = 30;

/** A place on the map, metres east and north, and how long a stop there usually takes, minutes. */
interface Town {
  readonly place: Metres;
  readonly dwell: number;
}
interface Carrier {
  readonly name: string;
  readonly kmh: number;
  /** How much shorter than it will be it says the rest of the way is, as a share. */
  readonly optimism: number;
}

const TOWNS: readonly Town[] = [
  { place: [0, 0], dwell: 25 },
  { place: [90 * KM, 40 * KM], dwell: 70 },
  { place: [-120 * KM, 60 * KM], dwell: 35 },
  { place: [40 * KM, 220 * KM], dwell: 50 },
  { place: [-80 * KM, -190 * KM], dwell: 20 },
  { place: [180 * KM, -120 * KM], dwell: 90 },
  { place: [-220 * KM, -60 * KM], dwell: 30 },
  { place: [230 * KM, 160 * KM], dwell: 45 },
];
const CARRIERS: readonly Carrier[] = [
  { name: 'swift', kmh: 86, optimism: 0.05 },
  { name: 'steady', kmh: 78, optimism: 0.15 },
  { name: 'slow', kmh: 66, optimism: 0.3 },
];

/** Metres east and north of Kassel. */
type Metres = readonly [east: number, north: number];
const KASSEL = { latitude: 51.3, longitude: 9.48 };
const placeAt = ([east, north]: Metres): Place => ({
  latitude: KASSEL.latitude + north / METRES_PER_DEGREE,
  longitude: KASSEL.longitude + east / metresPerLongitude(KASSEL.latitude),
});

/** The instant of a minute since the beginning. */
const minuteOf = (minute: number): Instant => (BEGINNING + Math.round(minute * 60) * 1_000) as Instant;

const told = (id: string, milestone: Milestone, time: Instant): DetectionFact =>
  milestoneFact({ eventId: `event:${id}`, id, source: 'urn:carrier', milestone, classifier: 'ACT', time, recordedTime: time });
const estimated = (id: string, arrival: Instant, saidAt: Instant): DetectionFact => {
  const of = { eventId: `event:${id}`, id, source: 'urn:carrier', time: arrival, recordedTime: saidAt };
  return milestoneFact({ ...of, milestone: 'ETA_UPDATED', classifier: 'EST' });
};
const seen = (id: string, place: Metres, time: Instant): DetectionFact =>
  fixFact({ eventId: `event:${id}`, id, source: 'urn:device', time, recordedTime: time, ...placeAt(place), accuracyMetres: 15 });

type Random = () => number;
/** About normal, of mean 0 and deviation 1. */
const normal = (random: Random): number => (random() + random() + random() + random() - 2) * Math.sqrt(3);
const pick = <T>(values: readonly T[], random: Random): T => itemAt(values, Math.floor(random() * values.length));

/** How much slower roads are at a minute since the beginning, a Sunday. */
function congestion(minute: number): number {
  const [hour, weekday] = [(minute / 60) % 24, Math.floor(minute / MINUTES_PER_DAY) % 7];
  if (weekday === 0 || weekday === 6) return 0.98;
  const rush = Math.exp(-(((hour - 7.5) / 1.5) ** 2)) + Math.exp(-(((hour - 16.5) / 2) ** 2));
  return 1 - 0.45 * rush - (weekday === 5 && hour > 12 ? 0.1 : 0);
}

const between = ([x1, y1]: Metres, [x2, y2]: Metres, share: number): Metres => [x1 + (x2 - x1) * share, y1 + (y2 - y1) * share];
const lengthOf = ([x1, y1]: Metres, [x2, y2]: Metres): number => Math.hypot(x2 - x1, y2 - y1);

/** The road from one town to another: always the same, with some bends. */
function road(from: Metres, to: Metres): Metres[] {
  const random = seeded(seedOf(`${from}>${to}`));
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const bends = Array.from({ length: 12 }, (_, i): Metres => {
    const [x, y] = between(from, to, (i + 1) / 13);
    const aside = normal(random) * 0.03;
    return [x - dy * aside, y + dx * aside];
  });
  return [from, ...bends, to];
}

function placeAlong(line: readonly Metres[], metres: number): Metres {
  let left = metres;
  for (let i = 1; i < line.length; i++) {
    const [from, to] = [itemAt(line, i - 1), itemAt(line, i)];
    const length = lengthOf(from, to);
    if (left <= length) return between(from, to, left / length);
    left -= length;
  }
  return lastOf(line);
}

/** What one trip will meet with. */
interface Course {
  readonly line: readonly Metres[];
  readonly metres: number;
  readonly carrier: Carrier;
  readonly stop?: { readonly town: Town; readonly metres: number };
  readonly detour?: { readonly from: number; readonly until: number; readonly aside: number };
  readonly breakdown?: { readonly metres: number; readonly minutes: number };
}

const metresOf = (line: readonly Metres[]): number => line.slice(1).reduce((sum, to, i) => sum + lengthOf(itemAt(line, i), to), 0);

function courseOf(random: Random): Course & { readonly towns: readonly Town[] } {
  const from = pick(TOWNS, random);
  const to = pick(
    TOWNS.filter((town) => town !== from),
    random,
  );
  const via =
    random() < 0.4
      ? pick(
          TOWNS.filter((town) => town !== from && town !== to),
          random,
        )
      : undefined;
  const first = road(from.place, (via ?? to).place);
  const line = via ? [...first, ...road(via.place, to.place).slice(1)] : first;
  const metres = metresOf(line);
  const start = random() * 0.8 * metres;
  const detour = random() < 0.08 ? { from: start, until: start + 15 * KM, aside: 2 * KM + random() * 3 * KM } : undefined;
  const breakdown = random() < 0.04 ? { metres: random() * metres, minutes: 40 + random() * 160 } : undefined;
  const stop = via && { town: via, metres: metresOf(first) };
  return { line, metres, carrier: pick(CARRIERS, random), stop, detour, breakdown, towns: via ? [from, via, to] : [from, to] };
}

/** Where it is at each minute from setting out, until half an hour after it arrived. */
function drive(course: Course, departure: number, random: Random): { readonly at: Metres; readonly along: number }[] {
  const { line, metres, carrier, stop, detour, breakdown } = course;
  const ways: { at: Metres; along: number }[] = [];
  const own = carrier.kmh * (1 + 0.05 * normal(random));
  const dwell = stop ? stop.town.dwell * Math.exp(0.35 * normal(random)) : 0;
  let [along, pause, sinceBreak, sinceRest, mood] = [0, 0, 0, 0, 0];
  const waits = [
    ...(stop ? [{ at: stop.metres, minutes: dwell }] : []),
    ...(breakdown ? [{ at: breakdown.metres, minutes: breakdown.minutes }] : []),
  ];
  while (along < metres || pause < 30) {
    const [x, y] = placeAlong(line, along);
    const isAstray = detour && along > detour.from && along < detour.until;
    ways.push({ at: isAstray ? [x + detour.aside, y] : [x, y], along });
    if (along >= metres) {
      pause++;
      continue;
    }
    if (pause > 0) {
      pause = Math.max(0, pause - 1);
      continue;
    }
    const isInTown = along < TOWN_KM * KM || metres - along < TOWN_KM * KM || (stop && Math.abs(along - stop.metres) < TOWN_KM * KM);
    mood = 0.9 * mood + 0.04 * normal(random);
    const kmh = (isInTown ? TOWN_KMH : own) * congestion(departure + ways.length) * (1 + mood) * (isAstray ? 0.6 : 1);
    const next = Math.min(metres, along + (Math.max(3, kmh) * KM) / 60);
    const wait = waits.find(({ at: where }) => along < where && next >= where);
    [along, sinceBreak, sinceRest] = [next, sinceBreak + 1, sinceRest + 1];
    if (wait) pause = wait.minutes;
    else if (sinceRest >= 535) pause = 660 + random() * 30;
    else if (sinceBreak >= 265) pause = 46 + random() * 10;
    if (pause > 45) sinceBreak = 0;
    if (pause > 540) sinceRest = 0;
    if (along >= metres) pause = 0;
  }
  return ways;
}

const FIX_EVERY = 5;

/** The fixes of a way: with noise, and with some silences. */
function fixesOf(id: string, ways: readonly { readonly at: Metres }[], departure: number, random: Random): DetectionFact[] {
  let silentUntil = 0;
  return ways.flatMap(({ at: [x, y] }, minute) => {
    if (minute % FIX_EVERY !== 0 || minute < silentUntil) return [];
    if (random() < 0.006) silentUntil = minute + 20 + random() * 80;
    const place: Metres = [x + 12 * normal(random), y + 12 * normal(random)];
    return [seen(`${id}/${minute}`, place, minuteOf(departure + minute))];
  });
}

/** What the carrier says on the way: too soon by its own share, and wrong by chance. */
function estimatesOf(id: string, arrival: number, departure: number, { optimism }: Carrier, random: Random): DetectionFact[] {
  const facts: DetectionFact[] = [];
  for (let minute = departure; minute < arrival - 30; minute += 100 + random() * 80) {
    const said = minute + (arrival - minute) * (1 - optimism) * Math.exp(0.12 * normal(random));
    facts.push(estimated(`${id}/eta/${minute}`, minuteOf(said), minuteOf(minute)));
  }
  return facts;
}

function planOf({ line, metres, carrier, towns }: ReturnType<typeof courseOf>, departure: number): ShipmentPlan {
  const [from, ...others] = towns.map(({ place }) => placeAt(place));
  const destination = others.pop() as Place;
  const arrival = departure + (metres / KM / 62) * 60 + 45 * others.length;
  return {
    mode: 'road',
    carrier: carrier.name,
    origin: from as Place,
    destination,
    plannedDeparture: minuteOf(departure),
    plannedArrival: minuteOf(arrival),
    route: { type: 'LineString', coordinates: line.map(placeAt).map(({ longitude, latitude }) => [longitude, latitude]) },
    stops: others.map((place, i) => ({ stopId: `stop-${i}`, place, dwell: 'PT30M' })),
  };
}

/** One trip that sets out in a week, and the times at which it is predicted. */
function roadTrip(id: string, week: number, random: Random): Trip {
  const course = courseOf(random);
  const planned = Math.floor((week * 7 + random() * 7) * MINUTES_PER_DAY);
  const departure = planned + Math.round(Math.max(0, 15 * normal(random)) + (random() < 0.1 ? 60 * random() : 0));
  const ways = drive(course, departure, random);
  const arrival = departure + ways.findIndex(({ along }) => along >= course.metres);
  const plan = etaPlanOf(planOf(course, planned));
  const facts = [
    told(`${id}/up`, 'PICKED_UP', minuteOf(departure - 20)),
    told(`${id}/out`, 'IN_TRANSIT', minuteOf(departure)),
    ...fixesOf(id, ways, departure, random),
    ...estimatesOf(id, arrival, departure, course.carrier, random),
  ];
  const times = Array.from({ length: 6 }, () => minuteOf(departure + random() * (arrival - departure)));
  return { id, plan, facts, arrival: arrivalOf(facts, plan.target) ?? minuteOf(arrival), times };
}

/** So many trips over so many weeks from the first one on, in the order in which they set out. */
export function roadTrips(seed: number, count: number, { firstWeek = 0, weeks = 4 } = {}): Trip[] {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, i) => roadTrip(`${seed}-${i}`, firstWeek + Math.floor((i * weeks) / count), random));
}
