import type { ShipmentFacts } from '@waybill/domain';
import { type Identifier, nameKey, type StoredEvent } from '@waybill/events';
import type { SearchNameRow, SearchPlaceRow, ShipmentRow } from '@waybill/read-model';

/** A tracking number is also looked for without its carrier. */
const spellings = ({ scheme, value }: Identifier): string[] =>
  scheme === 'tracking-number' ? [value, value.slice(value.indexOf('/') + 1)] : [value];

/** Everything under which a shipment is found, each key once. */
export function searchNames(shipmentId: string, reference: string | null, { names }: ShipmentFacts): SearchNameRow[] {
  const identifiers = Object.values(names).flatMap(({ identifier }) => spellings(identifier));
  const keys = new Set([shipmentId, ...(reference === null ? [] : [reference]), ...identifiers].map(nameKey));
  return [...keys].filter((key) => key !== '').map((key) => ({ shipmentId, nameKey: key }));
}

/** Whether a batch says how a shipment is called. */
export const tellsNames = (events: readonly StoredEvent[]): boolean =>
  events.some(
    ({ type }) =>
      type === 'dev.waybill.shipment-registered.v1' ||
      type === 'dev.waybill.identifier-assigned.v1' ||
      type === 'dev.waybill.identifier-released.v1',
  );

/** The places under which a shipment is found: the ends of its way as they were planned, when that is told, and where it was scanned last. */
export function searchPlaces({
  shipmentId,
  origin,
  destination,
  lastMilestone,
}: Pick<ShipmentRow, 'shipmentId' | 'origin' | 'destination' | 'lastMilestone'>): SearchPlaceRow[] {
  const row = (place: SearchPlaceRow['place'], name: string | undefined): SearchPlaceRow => ({
    shipmentId,
    place,
    placeKey: nameKey(name ?? ''),
  });
  const last = lastMilestone?.location;
  return [
    ...(origin ? [row('origin', origin.name)] : []),
    ...(destination ? [row('destination', destination.name)] : []),
    row('last', last?.city ?? last?.name),
  ];
}
