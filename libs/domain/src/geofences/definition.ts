import { bodyHash, GEOFENCE_TYPES, geofenceStream, type Instant, isOneOf, type JsonOf, type StoredEvent } from '@waybill/events';
import type { Aggregate } from '../fold';
import { endedAt } from './history';

/** When a fence is what: terms by their hash. */
export interface DefinedVersion {
  readonly from: Instant;
  readonly until?: Instant;
  readonly hash: string;
}

/** What the write side knows of one fence. */
export type GeofenceState = { readonly phase: 'undefined' } | { readonly phase: 'defined'; readonly versions: readonly DefinedVersion[] };

export const hashOfTerms = (fence: JsonOf<'dev.waybill.geofence-redrawn.v1'>): string => bodyHash(fence);

const versionsOf = (state: GeofenceState): readonly DefinedVersion[] => (state.phase === 'defined' ? state.versions : []);

function evolveGeofence(state: GeofenceState, event: StoredEvent): GeofenceState {
  if (!isOneOf(event, GEOFENCE_TYPES)) return state;
  const { time: from } = event;
  switch (event.type) {
    case 'dev.waybill.geofence-defined.v1':
    case 'dev.waybill.geofence-redrawn.v1':
      return { phase: 'defined', versions: [...endedAt(versionsOf(state), from), { from, hash: hashOfTerms(event.json) }] };
    case 'dev.waybill.geofence-retired.v1':
      return { phase: 'defined', versions: endedAt(versionsOf(state), from) };
    case 'dev.waybill.stream-erased.v1':
      return state;
  }
}

export const GEOFENCE: Aggregate<GeofenceState> = {
  fold: { version: 2, initial: () => ({ phase: 'undefined' }), evolve: evolveGeofence },
  stream: geofenceStream,
  subject: (geofenceId) => `geofence:${geofenceId}`,
};
