import { timelineEntryOf, timelinePlaceOf } from '@waybill/domain';
import { ARRIVAL_TYPES, type Instant, isOneOf, type StoredEvent } from '@waybill/events';
import type { ArrivalLineRow, InboundRow, StatedMoment } from '@waybill/read-model';

/** What a row goes on from. */
const unknown = (shipmentId: string): InboundRow => ({
  shipmentId,
  siteId: null,
  formerSiteId: null,
  announcedAt: null,
  arrivedAt: null,
  leftAt: null,
  moments: [],
  revision: -1,
  changed: 0n,
});

/** When it came last, and when it left after that, by all that was told and not taken back. */
function withMoments(row: InboundRow, moments: readonly StatedMoment[]): InboundRow {
  const inOrder = moments.toSorted((a, b) => a.time - b.time);
  const arrived = inOrder.findLast(({ what }) => what === 'arrived');
  const last = inOrder.at(-1);
  return {
    ...row,
    moments,
    arrivedAt: arrived ? (arrived.time as Instant) : null,
    leftAt: last?.what === 'left' ? (last.time as Instant) : null,
  };
}

function afterArrivalEvent(row: InboundRow, event: StoredEvent): InboundRow {
  if (!isOneOf(event, ARRIVAL_TYPES)) return row;
  const { eventId, time } = event;
  switch (event.type) {
    case 'dev.waybill.destination-bound.v1':
      return { ...row, siteId: event.data.siteId ?? null, formerSiteId: row.siteId, announcedAt: null };
    case 'dev.waybill.arriving-soon.v1':
      return { ...row, announcedAt: time };
    case 'dev.waybill.arrival-withdrawn.v1':
      return { ...row, announcedAt: null };
    case 'dev.waybill.arrived-at-site.v1':
      return withMoments(row, [...row.moments, { eventId, what: 'arrived', time }]);
    case 'dev.waybill.left-site.v1':
      return withMoments(row, [...row.moments, { eventId, what: 'left', time }]);
    case 'dev.waybill.site-visit-retracted.v1':
      return withMoments(
        row,
        row.moments.filter((moment) => moment.eventId !== event.data.eventId),
      );
    case 'dev.waybill.stream-erased.v1':
      return row;
  }
}

function afterEvent(row: InboundRow, event: StoredEvent): InboundRow {
  const { revision, position: changed } = event;
  return revision > row.revision ? { ...afterArrivalEvent(row, event), revision, changed } : row;
}

/** The row of one shipment after some events of its arrivals, in order; undefined when it knows all of them. */
export function foldInbound(shipmentId: string, known: InboundRow | undefined, events: readonly StoredEvent[]): InboundRow | undefined {
  const before = known ?? unknown(shipmentId);
  const after = events.reduce(afterEvent, before);
  return after === before ? undefined : after;
}

/** An event as a line of its shipment's timeline. */
export function arrivalLine(shipmentId: string, event: StoredEvent): ArrivalLineRow {
  const { eventId, time, recordedTime, revision, position } = event;
  const entry = timelineEntryOf(event);
  const retraction = event.type === 'dev.waybill.site-visit-retracted.v1' ? event.data : undefined;
  return {
    ...{ shipmentId, revision, eventId, time, recordedTime, position },
    place: entry ? timelinePlaceOf(entry, event).place : null,
    entry: entry ?? null,
    retracts: retraction?.eventId ?? null,
    reason: retraction?.reason ?? null,
  };
}
