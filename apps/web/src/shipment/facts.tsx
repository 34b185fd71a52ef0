import type { Schemas } from '../api/client';
import { Ago, Time } from '../parts/time';
import { texts } from '../texts';

type Shipment = Schemas['ShipmentSummary'] & Partial<Pick<Schemas['ShipmentDetail'], 'aboard'>>;
const t = texts.shipment;

const nameOf = ({ scheme, value }: { readonly scheme: string; readonly value: string }): string => `${scheme}:${value}`;

/** The plan, the arrival, the names and the units, as a list of terms. */
export function Facts({ shipment, fixes }: { readonly shipment: Shipment; readonly fixes: number | undefined }) {
  const { liveLocation, eta, plannedArrival, deliveredAt, identifiers, aboard = [] } = shipment;
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
      {identifiers.length > 0 && (
        <>
          <dt>{t.names}</dt>
          <dd>
            {identifiers.map((name) => (
              <span key={nameOf(name)} class="chip">
                {nameOf(name)}
              </span>
            ))}
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
                <span key={nameOf(unit)} class="chip">
                  {nameOf(unit)}
                </span>
              ))}
          </dd>
        </>
      )}
    </dl>
  );
}
