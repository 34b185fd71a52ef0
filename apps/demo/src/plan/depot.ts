import { between, distance } from '../geo';
import { MUNICH, type Waypoint } from '../world/places';
import { planDrive } from './drive';
import { type Haul, haulStory, type Setting } from './haul';
import { CARRIERS } from './scans';
import { DAY, HOUR, MINUTE, type Site, type Step, type Story } from './step';

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
const ULM: Waypoint = { city: 'Ulm', country: 'DE', latitude: 48.4011, longitude: 9.9876 };

/** A place so many kilometres before the end of a way to the depot. */
const before = (from: Waypoint, kilometres: number, city: string): Waypoint => ({
  city,
  country: 'DE',
  ...between(MUNICH, from, (kilometres * 1_000) / distance(MUNICH, from)),
});

type Coming = Pick<Haul, 'waypoints' | 'speedKmh' | 'endings'> & Partial<Haul>;

/** A truck that comes to the depot so many minutes after `now`. */
function coming(name: string, minutesLeft: number, way: Coming, { tag }: Setting): Haul {
  const trip = planDrive(way.waypoints, 0, way.speedKmh);
  return {
    name,
    carrier: CARRIERS.alpensped,
    truck: `${name}-TRUCK-${tag}`,
    provider: 'nordtrack',
    hoursAgo: (trip.end - minutesLeft * MINUTE) / HOUR,
    slackHours: [0.2, 0.5],
    ...way,
  };
}

/** An express van that is announced, and turns back: how far from the depot it turns, and how far back it drives, kilometres. */
const [TURNS, BACK] = [8.5, 36];
/** A truck that stands on the motorway so far from the depot, kilometres, and so long, minutes. */
const [STANDS, STANDS_FOR] = [62, 55];

/** What comes to a depot: announced while the demo is watched, announced and then not coming so soon, standing on its way, there, and gone. */
export function depotStory(setting: Setting): Story {
  const direct = [NUREMBERG, MUNICH];
  const hauls = [
    coming(
      'NUE-MUC',
      24,
      {
        waypoints: direct,
        speedKmh: 76,
        endings: ['delivered', 'delivered'],
        isConsignment: true,
        why: 'announced to the Munich depot in a few minutes',
      },
      setting,
    ),
    coming(
      'NUE-MUC-BACK',
      47.5,
      {
        waypoints: [NUREMBERG, before(NUREMBERG, TURNS, 'Garching'), before(NUREMBERG, BACK, 'Pfaffenhofen'), MUNICH],
        planned: direct,
        speedKmh: 108,
        endings: ['delivered'],
        why: 'announced to the Munich depot; it turns back, and the announcement is withdrawn some ten minutes later',
      },
      setting,
    ),
    coming(
      'ULM-MUC',
      80,
      {
        waypoints: [ULM, { ...before(ULM, STANDS, 'Jettingen'), breakdownMinutes: STANDS_FOR }, MUNICH],
        speedKmh: 74,
        endings: ['delivered'],
        why: 'its truck has come to a stand on the motorway: see when it is expected move, and why',
      },
      setting,
    ),
    coming('SZG-MUC', -12, { waypoints: [SALZBURG, MUNICH], speedKmh: 76, endings: ['delivered'], why: 'at the Munich depot' }, setting),
  ];
  const stories = hauls.map((haul) => haulStory(haul, setting));
  const opened: Step = { at: setting.now - 22 * DAY, action: { kind: 'site', site: DEPOT } };
  return { steps: [opened, ...stories.flatMap(({ steps }) => steps)], highlights: stories.flatMap(({ highlights }) => highlights) };
}
