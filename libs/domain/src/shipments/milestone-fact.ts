import {
  type Classifier,
  type EventType,
  type Instant,
  isOneOf,
  type Milestone,
  type ScanLocation,
  type StoredEvent,
} from '@waybill/events';

/** One milestone of a shipment as it was stated: a carrier's scan, or a coordinator's command. Plain JSON. */
export interface MilestoneFact {
  /** Id of the stored event; retractions name it. */
  readonly eventId: string;
  readonly milestone: Milestone;
  /** Only ACT (it did happen) moves the status. */
  readonly classifier: Classifier;
  readonly time: Instant;
  readonly recordedTime: Instant;
  readonly source: string;
  /** The sender's id of the fact, unique within the source. */
  readonly id: string;
  readonly location?: ScanLocation;
  readonly rawCode?: string;
  readonly reason?: string;
  readonly note?: string;
}

const MILESTONE_TYPES = [
  'dev.waybill.item-scanned.v1',
  'dev.waybill.delivered.v1',
  'dev.waybill.shipment-cancelled.v1',
] as const satisfies readonly EventType[];

/** What the event types that state a milestone say. */
function statement(
  event: StoredEvent<(typeof MILESTONE_TYPES)[number]>,
): Omit<MilestoneFact, 'eventId' | 'time' | 'recordedTime' | 'source' | 'id'> {
  switch (event.type) {
    case 'dev.waybill.item-scanned.v1': {
      const { milestone, classifier = 'ACT', location, rawCode, reason, note } = event.data;
      return { milestone, classifier, location, rawCode, reason, note };
    }
    case 'dev.waybill.delivered.v1':
      return { milestone: 'DELIVERED', classifier: 'ACT' };
    case 'dev.waybill.shipment-cancelled.v1':
      return { milestone: 'CANCELLED', classifier: 'ACT', reason: event.data.reason };
  }
}

/** The milestone that a stored event states, or undefined. Departures and arrivals of vehicles are not milestones. */
export function milestoneOf(event: StoredEvent): MilestoneFact | undefined {
  if (!isOneOf(event, MILESTONE_TYPES)) return undefined;
  const { eventId, time, recordedTime } = event;
  const { source, id } = event.metadata;
  return { eventId, ...statement(event), time, recordedTime, source, id };
}
