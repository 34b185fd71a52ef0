import { useSignal } from '@preact/signals';
import { useMemo, useState } from 'preact/hooks';
import { answerOf, api } from '../api/client';
import { useLoaded } from '../api/load';
import { placeName } from '../fleet/shipment-list';
import { readFences } from '../geofences/read-fences';
import { MapView } from '../map/map-view';
import { Status } from '../parts/badges';
import { Loading, Trouble } from '../parts/problem';
import { keep, query } from '../router';
import { texts } from '../texts';
import { ShipmentCommands } from './commands';
import { EtaHistory } from './eta-history';
import { ShipmentExceptions } from './exceptions';
import { Facts } from './facts';
import { PastSliders } from './past';
import { Timeline } from './timeline';
import { type EvidencePoint, readTrack, trackDrawing } from './track';

const t = texts.shipment;
/** What nothing tells the changes of is asked for again. */
const AGAIN_MS = 5_000;
const given = (name: string): string | undefined => query.value.get(name) ?? undefined;

/** All that is known of one shipment: now, or as it stood at a time as far as was known at another. */
export function ShipmentPage({ shipmentId }: { readonly shipmentId: string }) {
  const [minPosition, setMinPosition] = useState<string>();
  const asOf = given('asOf');
  const knownAt = given('knownAt');
  const isPast = asOf !== undefined || knownAt !== undefined;
  const params = { path: { shipmentId } };
  const fresh = isPast ? { asOf, knownAt } : { minPosition };
  const everyMs = isPast ? undefined : AGAIN_MS;
  const shipment = useLoaded(
    () => answerOf(api.GET('/v1/shipments/{shipmentId}', { params: { ...params, query: fresh } })),
    [shipmentId, asOf, knownAt, minPosition],
    everyMs,
  );
  const track = useLoaded(() => readTrack(shipmentId, asOf, knownAt), [shipmentId, asOf, knownAt, minPosition], everyMs);
  const evidence = useSignal<readonly EvidencePoint[]>([]);
  const fences = useLoaded(readFences, []);
  const drawing = useMemo(() => trackDrawing(shipment.value, track.value, evidence, fences.value), [shipment, track, evidence, fences]);
  const found = shipment.value.value;
  if (!found) return shipment.error.value ? <Trouble of={shipment} /> : <Loading />;
  return (
    <article class="shipment">
      <header class="line title">
        <h1>{found.reference ?? found.shipmentId}</h1>
        <Status status={found.status} phase={found.phase} />
        <span class="quiet">{`${placeName(found.origin)} → ${placeName(found.destination)}`}</span>
      </header>
      <Trouble of={shipment} />
      {isPast && (
        <p class="note" role="status">
          {t.past}{' '}
          <button type="button" onClick={() => keep({ asOf: undefined, knownAt: undefined })}>
            {t.toNow}
          </button>
        </p>
      )}
      {!isPast && <ShipmentCommands shipment={found} onDone={setMinPosition} />}
      <div class="columns">
        <div>
          <MapView
            key={`${asOf ?? 'now'} ${knownAt ?? 'now'} ${minPosition ?? ''}`}
            label={t.mapLabel}
            drawing={drawing}
            centre={[found.origin.longitude, found.origin.latitude]}
            zoom={4.5}
          />
          <PastSliders shipment={found} asOf={asOf} knownAt={knownAt} />
          <Facts shipment={found} fixes={track.value.value?.length} onDone={isPast ? undefined : setMinPosition} />
          {!isPast && <EtaHistory shipmentId={shipmentId} plannedArrival={found.plannedArrival} eta={found.eta} />}
        </div>
        <div>
          <ShipmentExceptions shipmentId={shipmentId} minPosition={minPosition} evidence={evidence} />
          <Timeline shipmentId={shipmentId} asOf={asOf} knownAt={knownAt} minPosition={minPosition} onDone={setMinPosition} />
        </div>
      </div>
    </article>
  );
}
