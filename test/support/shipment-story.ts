import { type EventLog, NO_STREAM } from '@waybill/event-store';
import {
  type EventId,
  type EventType,
  formatInstant,
  geofenceStream,
  type Identifier,
  identifierStream,
  type JsonOf,
  type NewEvent,
  shipmentStream,
  siteStream,
  storedEventId,
  type Unit,
} from '@waybill/events';

/** An event and the stream that it belongs to, as intake or a command would have written it. */
export interface StoryEvent {
  readonly stream: string;
  readonly event: NewEvent;
}

/** Noon of a Monday; minutes of a story count from here. */
export const STORY_START = Date.UTC(2026, 2, 2, 12);
export const minute = (n: number): number => STORY_START + n * 60_000;

const CARRIER = 'https://carrier.example/';

interface Said<T extends EventType> {
  readonly stream: string;
  readonly type: T;
  readonly data: JsonOf<T>;
  readonly subject: string;
  /** Minutes of the story: when it happened, and when it was taken in. */
  readonly at: number;
  readonly recorded?: number;
  readonly source?: string;
  readonly id: string;
}

export function said<T extends EventType>({ stream, type, data, subject, at, recorded = at, source = CARRIER, id }: Said<T>): StoryEvent {
  const metadata = {
    specversion: '1.0' as const,
    id,
    source,
    subject,
    time: formatInstant(minute(at)),
    recordedtime: formatInstant(minute(recorded)),
  };
  return { stream, event: { eventId: storedEventId(source, id, stream), type, data, metadata } as NewEvent };
}

const COMMAND = 'urn:waybill:command';
export const hamburg = { name: 'Hamburg', latitude: 53.55, longitude: 9.99 };
const munich = { name: 'Munich', latitude: 48.14, longitude: 11.58 };

type Plan = Partial<JsonOf<'dev.waybill.shipment-registered.v1'>>;

export const registered = (shipmentId: string, plan: Plan = {}): StoryEvent =>
  said({
    stream: shipmentStream(shipmentId),
    type: 'dev.waybill.shipment-registered.v1',
    data: { shipmentId, identifiers: [], origin: hamburg, destination: munich, reference: `order of ${shipmentId}`, ...plan },
    subject: `shipment:${shipmentId}`,
    at: -60,
    source: COMMAND,
    id: `register ${shipmentId}`,
  });

interface Ping {
  readonly shipmentId: string;
  readonly at: number;
  readonly recorded?: number;
  readonly latitude: number;
  readonly longitude: number;
  readonly id?: string;
  readonly subject?: string;
  readonly stream?: string;
}

export const ping = ({ shipmentId, at, recorded, latitude, longitude, id = `ping ${at}`, subject, stream }: Ping): StoryEvent =>
  said({
    stream: stream ?? shipmentStream(shipmentId),
    type: 'dev.waybill.position-reported.v1',
    data: { latitude, longitude, speedKmh: 80 },
    subject: subject ?? `shipment:${shipmentId}`,
    at,
    recorded,
    source: 'https://gps.example/',
    id,
  });

interface Scan {
  readonly shipmentId: string;
  readonly at: number;
  readonly recorded?: number;
  readonly milestone: JsonOf<'dev.waybill.item-scanned.v1'>['milestone'];
  readonly classifier?: JsonOf<'dev.waybill.item-scanned.v1'>['classifier'];
  readonly id?: string;
}

export const scan = ({ shipmentId, at, recorded, milestone, classifier, id = `scan ${milestone} ${at}` }: Scan): StoryEvent =>
  said({
    stream: shipmentStream(shipmentId),
    type: 'dev.waybill.item-scanned.v1',
    data: { milestone, ...(classifier && { classifier }), location: { city: 'Kassel', country: 'DE' } },
    subject: `shipment:${shipmentId}`,
    at,
    recorded,
    id,
  });

export type SiteTerms = JsonOf<'dev.waybill.site-changed.v1'>;

/** A site at a place, as it is from then on. */
export const siteSaid = (
  what: 'registered' | 'changed',
  siteId: string,
  at: number,
  terms: Partial<SiteTerms> & Pick<SiteTerms, 'latitude' | 'longitude'>,
): StoryEvent =>
  said({
    stream: siteStream(siteId),
    type: `dev.waybill.site-${what}.v1` as const,
    data: { siteId, name: siteId, radiusMetres: 500, leadTime: 'PT1H', ...terms },
    subject: `site:${siteId}`,
    at,
    id: `${siteId} ${what} ${at}`,
  });

/** Takes a fact of the same stream back, or lets it count again. */
export const correction = (kind: 'retracted' | 'reinstated', fact: StoryEvent, at: number): StoryEvent =>
  said({
    stream: fact.stream,
    type: `dev.waybill.fact-${kind}.v1`,
    data: { eventId: fact.event.eventId, reason: 'a mistake' },
    subject: fact.event.metadata.subject,
    at,
    source: COMMAND,
    id: `${kind} ${fact.event.eventId} ${at}`,
  });

/** @param from minute from which the name stands for the shipment; from ever unless given */
export const assigned = (identifier: Identifier, shipmentId: string, at = -60, from?: number): StoryEvent =>
  said({
    stream: identifierStream(identifier),
    type: 'dev.waybill.identifier-assigned.v1',
    data: {
      identifier,
      given: identifier.value,
      shipmentId,
      commandId: `register ${shipmentId}`,
      from: from === undefined ? undefined : formatInstant(minute(from)),
    },
    subject: `${identifier.scheme}:${identifier.value}`,
    at,
    source: COMMAND,
    id: `assign ${identifier.value} ${shipmentId}`,
  });

export const released = (identifier: Identifier, shipmentId: string, until: number): StoryEvent =>
  said({
    stream: identifierStream(identifier),
    type: 'dev.waybill.identifier-released.v1',
    data: { identifier, shipmentId, until: formatInstant(minute(until)) },
    subject: `${identifier.scheme}:${identifier.value}`,
    at: until,
    source: COMMAND,
    id: `release ${identifier.value} ${shipmentId}`,
  });

export const loaded = (shipmentId: string, unit: Unit, at: number, kind: 'loaded' | 'unloaded' = 'loaded'): StoryEvent =>
  said({
    stream: shipmentStream(shipmentId),
    type: `dev.waybill.shipment-${kind}.v1`,
    data: { shipmentId, unit },
    subject: `shipment:${shipmentId}`,
    at,
    source: COMMAND,
    id: `${kind} ${shipmentId} ${at}`,
  });

export const unitLoaded = (unit: Unit, on: Unit, at: number): StoryEvent =>
  said({
    stream: identifierStream(unit),
    type: 'dev.waybill.unit-loaded.v1',
    data: { unit, on },
    subject: `${unit.scheme}:${unit.value}`,
    at,
    source: COMMAND,
    id: `load ${unit.value} on ${on.value} ${at}`,
  });

export const unitUnloaded = (unit: Unit, on: Unit, at: number): StoryEvent =>
  said({
    stream: identifierStream(unit),
    type: 'dev.waybill.unit-unloaded.v1',
    data: { unit, on },
    subject: `${unit.scheme}:${unit.value}`,
    at,
    source: COMMAND,
    id: `unload ${unit.value} from ${on.value} ${at}`,
  });

/** The trace in the unit's stream that leads to the shipment. */
export const loadTrace = (shipmentId: string, unit: Unit, at: number): StoryEvent => {
  const { event } = loaded(shipmentId, unit, at);
  const stream = identifierStream(unit);
  return { stream, event: { ...event, eventId: storedEventId(event.metadata.source, event.metadata.id, stream) } };
};

/** A report that stands in a unit's own stream, as it stands in a shipment's. */
export function copyFor(shipmentId: string, { event }: StoryEvent): StoryEvent {
  const stream = shipmentStream(shipmentId);
  return { stream, event: { ...event, eventId: storedEventId(event.metadata.source, event.metadata.id, stream) as EventId } };
}

export const linkIssued = (shipmentId: string, linkId: string): StoryEvent =>
  said({
    stream: shipmentStream(shipmentId),
    type: 'dev.waybill.tracking-link-issued.v1',
    data: { linkId },
    subject: `shipment:${shipmentId}`,
    at: -60,
    source: COMMAND,
    id: `link ${linkId}`,
  });

/** A circle that no shipment may enter, or of which crossings are only told. */
export const fence = (geofenceId: string, rule: 'no-entry' | 'inform', latitude: number, longitude: number): StoryEvent =>
  said({
    stream: geofenceStream(geofenceId),
    type: 'dev.waybill.geofence-defined.v1',
    data: { geofenceId, name: geofenceId, rule, geometry: { type: 'Circle', centre: { latitude, longitude }, radiusMetres: 3_000 } },
    subject: `geofence:${geofenceId}`,
    at: -120,
    source: COMMAND,
    id: `define ${geofenceId}`,
  });

export const deployment = (deploymentId: string): StoryEvent =>
  said({
    stream: 'deployment',
    type: 'dev.waybill.deployment-created.v1',
    data: { deploymentId },
    subject: 'deployment',
    at: -120,
    source: 'urn:waybill:tracking',
    id: deploymentId,
  });

const APPEND_AT_ONCE = 500;

/** Appends a story in its order, neighbours of one stream together; answers the position of its last event. */
export async function tell(log: EventLog, story: readonly StoryEvent[]): Promise<bigint> {
  const revisions = new Map<string, number>();
  let position = -1n;
  for (let i = 0; i < story.length; ) {
    const { stream } = story[i] as StoryEvent;
    const run: NewEvent[] = [];
    while (i < story.length && story[i]?.stream === stream && run.length < APPEND_AT_ONCE) run.push((story[i++] as StoryEvent).event);
    const revision = revisions.get(stream) ?? (await log.readLast(stream))?.revision ?? NO_STREAM;
    const appended = await log.append(stream, revision, run);
    revisions.set(stream, appended.revision);
    position = appended.position;
  }
  return position;
}
