import { seededRandom } from '../random';
import {
  HAMBURG_MUNICH,
  LOS_ANGELES_CHICAGO,
  MUMBAI_DELHI,
  PARIS_BEAUNE_MARSEILLE,
  PARIS_MARSEILLE,
  ROTTERDAM_MILAN,
  SAO_PAULO_PORTO_ALEGRE,
} from '../world/places';
import { courierStory } from './courier';
import { depotStory } from './depot';
import { type Haul, haulStory, type Setting } from './haul';
import { withMischief } from './mischief';
import { CARRIERS } from './scans';
import { HOUR, type Story } from './step';
import { straysStory } from './strays';
import { type Voyage, voyageStory } from './voyage';

const { alpensped, austral, mistral, rheinkontor, sindhu, westline } = CARRIERS;

const hauls = (tag: string): readonly Haul[] => {
  const to = (name: string, waypoints: Haul['waypoints'], carrier: Haul['carrier'], provider: string, speedKmh: number) => ({
    name,
    waypoints,
    carrier,
    provider,
    speedKmh,
    truck: `${name}-TRUCK-${tag}`,
  });
  const delivered = 'delivered' as const;
  return [
    {
      ...to('HAM-MUC', HAMBURG_MUNICH, alpensped, 'nordtrack', 80),
      hoursAgo: 17,
      endings: [delivered, delivered, delivered, delivered],
      why: 'on the motorway now, one truck with four shipments aboard',
    },
    {
      ...to('HAM-MUC-NIGHT', HAMBURG_MUNICH, alpensped, 'nordtrack', 80),
      hoursAgo: 32,
      endings: ['not-at-home', delivered, 'damaged', delivered],
      why: 'nobody was at home; waits in a shop',
    },
    {
      ...to('RTM-MIL', ROTTERDAM_MILAN, rheinkontor, 'gotthard', 70),
      hoursAgo: 9,
      endings: [delivered, delivered, delivered],
      isConsignment: true,
      why: 'one of three pieces of a consignment, crossing the Alps',
    },
    {
      ...to('LAX-CHI', LOS_ANGELES_CHICAGO, westline, 'interstate', 84),
      hoursAgo: 43.5,
      slackHours: [5, 9],
      endings: [delivered, delivered, delivered],
    },
    { ...to('PAR-MRS', PARIS_MARSEILLE, mistral, 'rhone', 80), hoursAgo: 19.5, endings: [delivered, delivered] },
    {
      ...to('PAR-MRS-DONE', PARIS_MARSEILLE, mistral, 'rhone', 80),
      hoursAgo: 28,
      endings: ['refused', delivered],
      why: 'refused at the door, on its way back',
    },
    {
      ...to('PAR-MRS-STUCK', PARIS_BEAUNE_MARSEILLE, mistral, 'rhone', 80),
      hoursAgo: 8,
      endings: [delivered, delivered],
      why: 'its truck has been standing near Beaune for hours: an exception was raised',
    },
    { ...to('SAO-POA', SAO_PAULO_PORTO_ALEGRE, austral, 'sul', 68), hoursAgo: 8, endings: [delivered, delivered, delivered] },
    { ...to('BOM-DEL', MUMBAI_DELHI, sindhu, 'bharat', 52), hoursAgo: 24, endings: [delivered, delivered, 'not-at-home'] },
  ];
};

const voyages = (tag: string): readonly Voyage[] => [
  { name: 'SZX-LGB', vessel: `9839430-${tag}`, daysAgo: 11, containers: [2, 1], why: 'at sea: shipment in a container on a vessel' },
  {
    name: 'SZX-PHX',
    vessel: `9893890-${tag}`,
    daysAgo: 16.5,
    containers: [2],
    onward: { truck: `DESERT-TRUCK-${tag}`, hoursAgo: 2.5 },
    why: 'came by vessel; its container is on a truck to Phoenix now',
  },
];

/** How long after `now` there is something to send. */
export const LIVE_HOURS = 3;

/**
 * Everything that happens in the demo's world, by time of sending: from about three weeks before `now` to three hours after it.
 * @param seed the same seed gives the same world
 * @param now milliseconds since the Unix epoch
 * @param tag kept in every id, so that runs on one log do not meet
 */
export function planDemo(seed: number, now: number, tag: string): Story {
  const random = seededRandom(seed);
  const setting: Setting = { now, until: now + LIVE_HOURS * HOUR, tag, random };
  const stories = [
    ...hauls(tag).map((haul) => haulStory(haul, setting)),
    ...voyages(tag).map((voyage) => voyageStory(voyage, setting)),
    courierStory(setting),
    depotStory(setting),
    straysStory(setting),
  ];
  const steps = withMischief(
    stories.flatMap((story) => story.steps),
    random,
  );
  return {
    steps: steps.filter(({ at }) => at <= setting.until).sort((a, b) => a.at - b.at),
    highlights: stories.flatMap(({ highlights }) => highlights),
  };
}

export type { Action, Highlight, Mode, Registration, Report, Site, Step, Story } from './step';
export { SOURCE_PREFIX } from './step';
