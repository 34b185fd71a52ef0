import { answerOf, api, type Schemas } from '../api/client';
import { useLoaded } from '../api/load';
import { Trouble } from '../parts/problem';
import { Time } from '../parts/time';
import { localTime } from '../parts/times';
import { texts } from '../texts';
import { chartOf, HEIGHT, type Prediction, WIDTH } from './eta-chart';

const t = texts.shipment.expected;
const AGAIN_MS = 10_000;

const predictionOf = ({ calculatedAt, p10, p50, p90 }: Schemas['EtaStep']): readonly Prediction[] =>
  p10 === null || p50 === null || p90 === null
    ? []
    : [{ at: Date.parse(calculatedAt), p10: Date.parse(p10), p50: Date.parse(p50), p90: Date.parse(p90) }];

interface EtaHistoryProps {
  readonly shipmentId: string;
  readonly plannedArrival: string | null;
  readonly eta: Schemas['Eta'] | null;
}

/** What was expected when: the window and the middle of it, with what moves it most. */
export function EtaHistory({ shipmentId, plannedArrival, eta }: EtaHistoryProps) {
  const params = { path: { shipmentId }, query: { limit: '200' as never } };
  const loaded = useLoaded(() => answerOf(api.GET('/v1/shipments/{shipmentId}/eta-history', { params })), [shipmentId], AGAIN_MS);
  const predictions = (loaded.value.value?.items ?? []).flatMap(predictionOf).sort((a, b) => a.at - b.at);
  const chart = chartOf(predictions, plannedArrival ? Date.parse(plannedArrival) : undefined);
  if (!eta && !chart) return <Trouble of={loaded} />;
  return (
    <section>
      <h2>{t.title}</h2>
      <Trouble of={loaded} />
      {eta && (
        <ul class="plain-list">
          {eta.reasons.map(({ code, text }) => (
            <li key={code}>{text}</li>
          ))}
        </ul>
      )}
      {chart && (
        <figure class="chart">
          <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t.chart(predictions.length)} preserveAspectRatio="none">
            <polygon class="chart-area" points={chart.area} />
            <polyline class="chart-line" points={chart.line} />
            {chart.planned !== undefined && <line class="chart-planned" x1="0" x2={WIDTH} y1={chart.planned} y2={chart.planned} />}
          </svg>
          <figcaption class="quiet">
            {t.range(localTime(new Date(chart.earliest).toISOString()), localTime(new Date(chart.latest).toISOString()))}
            {plannedArrival && (
              <>
                {' '}
                {t.planned} <Time at={plannedArrival} />
              </>
            )}
          </figcaption>
        </figure>
      )}
    </section>
  );
}
