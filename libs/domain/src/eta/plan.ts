import { type Instant, nameKey, type Place, type ShipmentPlan } from '@waybill/events';
import { type ArrivalTarget, arrivalTarget } from '../arrivals';
import { dwellOf, type Watch, watchOf } from '../exceptions';
import { metresBetween } from '../positions';

/** A planned stop as a prediction sees it. */
export interface StopAhead {
  readonly stopId: string;
  readonly place: Place;
  readonly plannedArrival?: Instant;
  readonly plannedDeparture?: Instant;
  /** How long the plan lets it stand there; 0 when the plan does not say. */
  readonly dwellMs: number;
  /** Name of the place among what was learned. */
  readonly site: string;
}

/** What a shipment is predicted by, from its registration. Worked out once. */
export interface EtaPlan {
  readonly watch: Watch;
  readonly target: ArrivalTarget;
  readonly carrier: string;
  readonly plannedDeparture?: Instant;
  readonly stops: readonly StopAhead[];
  /** Names of the way from the origin to the destination among what was learned: the places, and the regions that they lie in. */
  readonly from: string;
  readonly lane: string;
  readonly laneGroup: string;
  readonly site: string;
  /** Great circle from the origin to the destination, metres. */
  readonly metres: number;
}

/** The cell of a grid in which a place lies. A degree is about 111 km from south to north. */
export const cellOf = ({ latitude, longitude }: Pick<Place, 'latitude' | 'longitude'>, degrees: number): string =>
  `${Math.floor(latitude / degrees)},${Math.floor(longitude / degrees)}`;

/** A place by its site, else by the kilometre or so that it lies in. */
export const siteKey = (place: Place): string => place.siteId ?? cellOf(place, 0.01);

/** Distances that differ by less than half are of one class. */
const distanceClass = (metres: number): number => Math.round(2 * Math.log2(1 + metres / 1_000));

const placeName = (place: Place): string => place.unlocode ?? place.siteId ?? place.city ?? place.name ?? cellOf(place, 0.1);

/** The way from the origin to the destination as people name it. */
export const laneName = ({ origin, destination }: Pick<ShipmentPlan, 'origin' | 'destination'>): string =>
  `${placeName(origin)} > ${placeName(destination)}`;

type PlannedStop = NonNullable<ShipmentPlan['stops']>[number];

const stopAhead = ({ stopId, place, plannedArrival, plannedDeparture }: PlannedStop, dwellMs: number): StopAhead => ({
  stopId,
  place,
  plannedArrival,
  plannedDeparture,
  dwellMs,
  site: siteKey(place),
});

/** What a shipment is predicted by. Its target is the usual one where the site that its destination belongs to has none of its own. */
export function etaPlanOf(plan: ShipmentPlan, target: ArrivalTarget = arrivalTarget(plan)): EtaPlan {
  const { origin, destination, carrier = '', plannedDeparture, stops = [] } = plan;
  const metres = metresBetween(origin, destination);
  return {
    watch: watchOf(plan),
    target,
    carrier: nameKey(carrier),
    plannedDeparture,
    stops: stops.map((stop) => stopAhead(stop, dwellOf(stop, 0))),
    from: siteKey(origin),
    lane: `${siteKey(origin)}>${siteKey(destination)}`,
    laneGroup: `${cellOf(origin, 1)}>${cellOf(destination, 1)}/${distanceClass(metres)}`,
    site: siteKey(destination),
    metres,
  };
}
