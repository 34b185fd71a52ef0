import { between, distance } from '../geo';
import { MUNICH, type Waypoint } from '../world/places';
import { type Haul, haulStory, type Setting } from './haul';
import { CARRIERS } from './scans';
import { DAY, type Site, type Step, type Story } from './step';

/** Where the trucks of this story go, and those of others. Of the same name in every run: it is one site. */
export const DEPOT: Site = {
  siteId: 'MUC-DEPOT',
  name: 'Munich depot',
  latitude: MUNICH.latitude,
  longitude: MUNICH.longitude,
  radiusMetres: 600,
  leadTime: 'PT20M',
};

const NUREMBERG: Waypoint = { city: 'Nuremberg', country: 'DE', latitude: 49.3949, longitude: 11.0968 };
const SALZBURG: Waypoint = { city: 'Salzburg', country: 'AT', latitude: 47.8095, longitude: 13.055 };
const SPEED_KMH = 76;
/** Hours of the way at that speed. */
const hoursOf = (waypoints: readonly Waypoint[]): number =>
  waypoints.slice(1).reduce((sum, to, i) => sum + distance(waypoints[i] as Waypoint, to), 0) / 1_000 / SPEED_KMH;
/** The place on the way from Nuremberg so many minutes before its end. */
const before = (minutes: number): Waypoint => ({
  ...NUREMBERG,
  city: 'Pfaffenhofen',
  ...between(MUNICH, NUREMBERG, minutes / 60 / hoursOf([NUREMBERG, MUNICH])),
});

const haul = (name: string, waypoints: readonly Waypoint[], minutesLeft: number, tag: string, more: Partial<Haul>): Haul => ({
  name,
  carrier: CARRIERS.alpensped,
  truck: `${name}-TRUCK-${tag}`,
  provider: 'nordtrack',
  waypoints,
  speedKmh: SPEED_KMH,
  hoursAgo: hoursOf(waypoints) - minutesLeft / 60,
  endings: ['delivered'],
  ...more,
});

/** Where one turns back two minutes after `now`, and how far back it drives. Both in minutes before the end. */
const [TURNS, BACK] = [13, 30];

/** What comes to a depot: announced while the demo is watched, announced and then not coming so soon, there, and gone. */
export function depotStory(setting: Setting): Story {
  const { now, tag } = setting;
  const direct = [NUREMBERG, MUNICH];
  const there = 'at the Munich depot: see what comes there under /sites/MUC-DEPOT';
  const stories = [
    haul('NUE-MUC', direct, 19, tag, {
      endings: ['delivered', 'delivered'],
      isConsignment: true,
      why: 'announced to the Munich depot in a few minutes',
    }),
    haul('NUE-MUC-BACK', [NUREMBERG, before(TURNS), before(BACK), MUNICH], 2 + (BACK - TURNS) + BACK, tag, {
      why: 'announced to the Munich depot; it will turn back, and the announcement be withdrawn some ten minutes later',
    }),
    haul('SZG-MUC', [SALZBURG, MUNICH], -12, tag, { endings: ['delivered'], why: there }),
  ].map((one) => haulStory(one, setting));
  const opened: Step = { at: now - 22 * DAY, action: { kind: 'site', site: DEPOT } };
  return { steps: [opened, ...stories.flatMap(({ steps }) => steps)], highlights: stories.flatMap(({ highlights }) => highlights) };
}
