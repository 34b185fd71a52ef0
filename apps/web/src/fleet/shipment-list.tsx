import type { ShipmentSummary } from '../api/client';
import { ExceptionBadge, Status } from '../parts/badges';
import { Ago } from '../parts/time';
import { texts } from '../texts';
import { shipmentPage } from './work-list';

/** A place as a person calls it. */
export const placeName = ({ name, city, latitude, longitude }: ShipmentSummary['origin']): string =>
  name ?? city ?? `${latitude.toFixed(2)}, ${longitude.toFixed(2)}`;

interface ShipmentListProps {
  readonly shipments: readonly ShipmentSummary[];
  readonly isFiltered: boolean;
}

/** The shipments of which something was heard last, newest first. */
export function ShipmentList({ shipments, isFiltered }: ShipmentListProps) {
  if (shipments.length === 0) return <p class="empty">{isFiltered ? texts.fleet.noMatch : texts.fleet.noShipments}</p>;
  return (
    <ol class="shipment-list">
      {shipments.map((shipment) => (
        <li key={shipment.shipmentId} data-shipment={shipment.shipmentId}>
          <p class="line">
            <a href={shipmentPage(shipment.shipmentId)}>{shipment.reference ?? shipment.shipmentId}</a>
            <Status status={shipment.status} phase={shipment.phase} />
            {shipment.openExceptions.slice(0, 2).map(({ exceptionId, type }) => (
              <ExceptionBadge key={exceptionId} type={type} />
            ))}
            <span class="end quiet">{shipment.liveLocation ? <Ago at={shipment.liveLocation.time} /> : texts.fleet.noPlace}</span>
          </p>
          <p class="line quiet">{`${placeName(shipment.origin)} → ${placeName(shipment.destination)}`}</p>
        </li>
      ))}
    </ol>
  );
}
