import type { Schemas } from '../api/client';
import { consignmentPage } from '../consignments/consignment-page';
import { nameOf } from '../parts/named';
import { Ago, Time } from '../parts/time';
import { texts } from '../texts';
import { unitPage } from '../units/unit-page';
import { Names } from './names';

type Shipment = Schemas['ShipmentSummary'] & Partial<Pick<Schemas['ShipmentDetail'], 'aboard'>>;
const t = texts.shipment;

interface FactsProps {
  readonly shipment: Shipment;
  readonly fixes: number | undefined;
  /** Is given the position from which on what was done can be seen; absent while the past is shown. */
  readonly onDone: ((position: string) => void) | undefined;
}

/** The plan, the arrival, the names and the units, as a list of terms. */
export function Facts({ shipment, fixes, onDone }: FactsProps) {
  const { liveLocation, eta, plannedArrival, deliveredAt, identifiers, consignmentId, labels, carrier, aboard = [] } = shipment;
  return (
    <dl class="facts">
      <dt>{t.live}</dt>
      <dd>
        {liveLocation ? (
          <>
            {`${liveLocation.latitude.toFixed(4)}, ${liveLocation.longitude.toFixed(4)} · `}
            <Ago at={liveLocation.time} />
            {liveLocation.speedKmh !== undefined && ` · ${Math.round(liveLocation.speedKmh)} km/h`}
          </>
        ) : (
          texts.fleet.noPlace
        )}
        {fixes !== undefined && fixes > 0 && ` · ${t.fixes(fixes)}`}
      </dd>
      {!deliveredAt && (
        <>
          <dt>{t.eta}</dt>
          <dd>
            {eta ? (
              <>
                <Time at={eta.p10} /> – <Time at={eta.p90} />
              </>
            ) : (
              t.etaNone
            )}
          </dd>
        </>
      )}
      {plannedArrival && (
        <>
          <dt>{t.planned}</dt>
          <dd>
            <Time at={plannedArrival} />
          </dd>
        </>
      )}
      {deliveredAt && (
        <>
          <dt>{t.delivered}</dt>
          <dd>
            <Time at={deliveredAt} />
          </dd>
        </>
      )}
      {(identifiers.length > 0 || onDone) && (
        <>
          <dt>{t.names}</dt>
          <dd>
            <Names shipment={shipment} onDone={onDone} />
          </dd>
        </>
      )}
      {carrier && (
        <>
          <dt>{t.carrier}</dt>
          <dd>{carrier}</dd>
        </>
      )}
      {labels.length > 0 && (
        <>
          <dt>{t.labels}</dt>
          <dd>
            {labels.map((label) => (
              <span key={label} class="chip">
                {label}
              </span>
            ))}
          </dd>
        </>
      )}
      {consignmentId && (
        <>
          <dt>{t.consignment}</dt>
          <dd>
            <a href={consignmentPage(consignmentId)}>{consignmentId}</a>
          </dd>
        </>
      )}
      {aboard.length > 0 && (
        <>
          <dt>{t.aboard}</dt>
          <dd>
            {aboard
              .filter(({ until }) => until === null)
              .map(({ unit }) => (
                <a key={nameOf(unit)} class="chip" href={unitPage(unit)}>
                  {nameOf(unit)}
                </a>
              ))}
          </dd>
        </>
      )}
    </dl>
  );
}
