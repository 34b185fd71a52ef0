import { useEffect, useMemo, useState } from 'preact/hooks';
import { MapView } from '../map/map-view';
import { Failure } from '../parts/problem';
import { go, query } from '../router';
import { texts } from '../texts';
import { FilterBar } from './filter-bar';
import { filterText } from './filters';
import { fleetDrawing } from './fleet-drawing';
import { FleetState } from './fleet-state';
import { askToRegister } from './register-shipment';
import { ShipmentList } from './shipment-list';
import { TimeSlider } from './time-slider';
import { shipmentPage, WorkList } from './work-list';

const t = texts.fleet;

/** Map and work list side by side, live. */
export function FleetPage() {
  const fleet = useMemo(() => new FleetState(), []);
  const drawing = useMemo(() => fleetDrawing(fleet.map, (shipmentId) => go(shipmentPage(shipmentId))), [fleet]);
  const [tab, setTab] = useState<'exceptions' | 'shipments'>('exceptions');
  const [failure, setFailure] = useState<string>();
  const asked = filterText.value;
  const at = query.value.get('at') ?? undefined;
  useEffect(() => void fleet.showAt(at), [fleet, at]);
  useEffect(() => {
    void fleet.open(asked);
    return () => fleet.close();
  }, [fleet, asked]);
  const exceptions = fleet.exceptions.list.value;
  const shipments = fleet.shipments.list.value;
  const problem = failure ?? fleet.problem.value;
  const tabButton = (name: typeof tab, label: string, count: number) => (
    <button
      type="button"
      role="tab"
      id={`tab-${name}`}
      aria-selected={tab === name}
      aria-controls="fleet-list"
      onClick={() => setTab(name)}
    >
      {label} <span class="count">{count}</span>
    </button>
  );
  return (
    <div class="fleet">
      <h1 class="unseen">{t.title}</h1>
      <FilterBar />
      <div class="map-column">
        <MapView label={t.mapLabel} drawing={drawing} />
        <TimeSlider at={at} count={fleet.map.count.value} />
      </div>
      <section class="panel">
        <div role="tablist" class="tabs">
          {tabButton('exceptions', t.workList, exceptions.length)}
          {tabButton('shipments', t.shipments, shipments.length)}
        </div>
        <p class="panel-actions">
          <button type="button" onClick={askToRegister}>
            {texts.register.title}
          </button>
        </p>
        <Failure why={problem} />
        <div id="fleet-list" role="tabpanel" aria-labelledby={`tab-${tab}`} class="scroll" tabIndex={0}>
          {tab === 'exceptions' && (
            <WorkList exceptions={exceptions} changed={(row) => fleet.exceptionChanged(row)} onFailure={setFailure} />
          )}
          {tab === 'shipments' && fleet.loaded.value && <ShipmentList shipments={shipments} isFiltered={asked !== ''} />}
        </div>
        <p class="quiet keys">{t.keys}</p>
      </section>
    </div>
  );
}
