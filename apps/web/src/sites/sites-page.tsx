import { computed } from '@preact/signals';
import { useMemo, useState } from 'preact/hooks';
import { answerOf, api } from '../api/client';
import { useLoaded } from '../api/load';
import { DrawingTool } from '../geofences/drawing-tool';
import { fenceDrawing } from '../geofences/fence-drawing';
import { MapView } from '../map/map-view';
import { ask } from '../parts/dialog';
import { Trouble } from '../parts/problem';
import { texts } from '../texts';
import { SiteForm } from './site-form';
import { geometryOf, type Site } from './site-geometry';

const t = texts.sites;

const readSites = async (minPosition: string | undefined): Promise<readonly Site[]> =>
  (await answerOf(api.GET('/v1/sites', { params: { query: { limit: '200' as never, minPosition } } }))).items.filter(
    ({ retired }) => !retired,
  );

/** Sites: drawn on the map, changed and retired, each with a board of what comes to it. */
export function SitesPage() {
  const [minPosition, setMinPosition] = useState<string>();
  const [edited, setEdited] = useState<Site>();
  const tool = useMemo(() => new DrawingTool(), []);
  const loaded = useLoaded(() => readSites(minPosition), [minPosition]);
  const areas = useMemo(
    () => computed(() => (loaded.value.value ?? []).map((site) => ({ id: site.siteId, name: site.name, geometry: geometryOf(site) }))),
    [loaded],
  );
  const drawing = useMemo(() => fenceDrawing(areas, tool), [areas, tool]);
  const start = (kind: 'polygon' | 'circle') => {
    setEdited(undefined);
    tool.start(kind);
  };
  const edit = (site: Site) => {
    setEdited(site);
    tool.take(geometryOf(site));
  };
  const saved = (position: string) => {
    tool.giveUp();
    setEdited(undefined);
    setMinPosition(position);
  };
  const retire = ({ siteId, name }: Site) =>
    ask({
      title: t.retire,
      content: <p>{t.sureRetire(name)}</p>,
      confirm: t.retire,
      act: async () => setMinPosition((await answerOf(api.DELETE('/v1/sites/{siteId}', { params: { path: { siteId } } }))).position),
    });
  const sites = loaded.value.value;
  return (
    <div class="fleet">
      <h1 class="unseen">{t.title}</h1>
      <div class="filters">
        <button type="button" onClick={() => start('circle')} aria-pressed={tool.tool.value === 'circle'}>
          {t.drawCircle}
        </button>
        <button type="button" onClick={() => start('polygon')} aria-pressed={tool.tool.value === 'polygon'}>
          {t.drawPolygon}
        </button>
        {tool.tool.value && (
          <span class="quiet" role="status">
            {tool.tool.value === 'circle' ? texts.geofences.circleHint : texts.geofences.drawHint}
          </span>
        )}
      </div>
      <MapView key={minPosition ?? ''} label={t.mapLabel} drawing={drawing} />
      <section class="panel">
        <div class="scroll" tabIndex={0}>
          {tool.shape.value && (
            <SiteForm
              key={edited?.siteId ?? ''}
              geometry={tool.shape.value}
              edited={edited}
              onSaved={saved}
              onCancel={() => tool.giveUp()}
            />
          )}
          <Trouble of={loaded} />
          {sites?.length === 0 && !tool.shape.value && <p class="empty">{t.none}</p>}
          <ul class="plain-list">
            {sites?.map((site) => (
              <li key={site.siteId} data-site={site.siteId}>
                <p class="line">
                  <a href={`/sites/${encodeURIComponent(site.siteId)}`}>
                    <strong>{site.name}</strong>
                  </a>{' '}
                  <span class="quiet">{site.siteId}</span>
                  <span class="end">
                    <button type="button" onClick={() => edit(site)}>
                      {t.edit}
                    </button>
                    <button type="button" onClick={() => retire(site)}>
                      {t.retire}
                    </button>
                  </span>
                </p>
              </li>
            ))}
          </ul>
        </div>
      </section>
    </div>
  );
}
