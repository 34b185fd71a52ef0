import { type FenceRule, type FenceSchedule, type FenceTerms, type Instant, nameKey, parseInstant } from '@waybill/events';
import { type Confirmation, DEFAULT_RULES } from '../exceptions';
import type { Interval } from '../interval';
import { type Area, areaOf } from './area';

/** Which shipments a fence is for, carriers and labels by their keys; undefined members restrict nothing. */
export type FenceScope = FenceTerms['appliesTo'];

/** Carriers and labels are names as people write them. */
const scopeOf = (scope: FenceTerms['appliesTo']): FenceScope =>
  scope && { ...scope, carriers: scope.carriers?.map(nameKey), labels: scope.labels?.map(nameKey) };

/** What a scope looks at. It is part of a shipment's plan and does not change. */
export interface FencedShipment {
  readonly shipmentId: string;
  readonly carrier?: string;
  readonly labels?: readonly string[];
}

/** A fence as it is from one change to the next, in event time. */
export interface GeofenceVersion extends Interval {
  readonly geofenceId: string;
  /** Of the event in the fence's stream that drew it so: the name of the version. */
  readonly revision: number;
  readonly from: Instant;
  /** When it was decided to be so from then on. */
  readonly drawnAt?: Instant;
  readonly name: string;
  readonly rule: FenceRule;
  /** Of `must-be-inside`. */
  readonly by?: Instant;
  readonly appliesTo?: FenceScope;
  readonly confirm: Confirmation;
  readonly schedule?: FenceSchedule;
  readonly area: Area;
}

/** All versions of a fence that are or will be in effect, in order, none overlapping another. */
export interface Geofence {
  readonly geofenceId: string;
  readonly versions: readonly GeofenceVersion[];
}

/** A version out of the terms that were decided on. */
export const versionOf = (
  geofenceId: string,
  { revision, from, until, drawnAt }: Pick<GeofenceVersion, 'revision' | 'from' | 'until' | 'drawnAt'>,
  { name, rule, by, appliesTo, confirm = DEFAULT_RULES.confirm, schedule, geometry }: FenceTerms,
): GeofenceVersion => ({
  geofenceId,
  revision,
  from,
  until,
  drawnAt,
  name,
  rule,
  by: by === undefined ? undefined : parseInstant(by),
  appliesTo: scopeOf(appliesTo),
  confirm,
  schedule,
  area: areaOf(geometry),
});

const isNamed = (keys: readonly string[] | undefined, given: readonly string[]): boolean =>
  keys === undefined || given.some((name) => keys.includes(nameKey(name)));

/** True when a shipment is meant: it matches each member that is given, by any of its values. */
export function appliesTo(scope: FenceScope, { shipmentId, carrier, labels = [] }: FencedShipment): boolean {
  if (scope === undefined) return true;
  const isMeant = scope.shipmentIds === undefined || scope.shipmentIds.includes(shipmentId);
  return isMeant && isNamed(scope.carriers, carrier === undefined ? [] : [carrier]) && isNamed(scope.labels, labels);
}

/** The version that is in effect at a time. */
export const versionAt = <V extends Pick<GeofenceVersion, 'from' | 'until'>>(versions: readonly V[], time: Instant): V | undefined =>
  versions.find(({ from, until }) => from <= time && (until === undefined || time < until));
