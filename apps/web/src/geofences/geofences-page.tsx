import { computed } from '@preact/signals';
import { useMemo, useState } from 'preact/hooks';
import { answerOf, api } from '../api/client';
import { useLoaded } from '../api/load';
import { MapView } from '../map/map-view';
import { ask } from '../parts/dialog';
import { Trouble } from '../parts/problem';
import { texts } from '../texts';
import { DrawingTool } from './drawing-tool';
import { type Fence, fenceDrawing } from './fence-drawing';
import { FenceForm } from './fence-form';
import { isOver, readFences } from './read-fences';

const t = texts.geofences;

/** Fences: drawn, tried before they are saved, redrawn and retired. */
export function GeofencesPage() {
  const [minPosition, setMinPosition] = useState<string>();
  const [edited, setEdited] = useState<Fence>();
  const tool = useMemo(() => new DrawingTool(), []);
  const loaded = useLoaded(() => readFences(minPosition), [minPosition]);
  const shown = useMemo(() => computed(() => (loaded.value.value ?? []).filter((fence) => !isOver(fence))), [loaded]);
  const drawing = useMemo(() => fenceDrawing(shown, tool), [shown, tool]);
  const retire = (fence: Fence) =>
    ask({
      title: t.retire,
      content: <p>{t.sureRetire(fence.name)}</p>,
      confirm: t.retire,
      act: async () => {
        const params = { path: { geofenceId: fence.id } };
        setMinPosition((await answerOf(api.DELETE('/v1/geofences/{geofenceId}', { params }))).position);
      },
    });
  const saved = (position: string) => {
    tool.giveUp();
    setEdited(undefined);
    setMinPosition(position);
  };
  const start = (kind: 'polygon' | 'circle', fence?: Fence) => {
    setEdited(fence);
    tool.start(kind);
  };
  return (
    <div class="fleet">
      <h1 class="unseen">{t.title}</h1>
      <div class="filters">
        <button type="button" onClick={() => start('polygon')} aria-pressed={tool.tool.value === 'polygon'}>
          {t.drawPolygon}
        </button>
        <button type="button" onClick={() => start('circle')} aria-pressed={tool.tool.value === 'circle'}>
          {t.drawCircle}
        </button>
        {tool.tool.value && (
          <span class="quiet" role="status">
            {tool.tool.value === 'circle' ? t.circleHint : t.drawHint}
          </span>
        )}
      </div>
      <MapView key={minPosition ?? ''} label={t.mapLabel} drawing={drawing} />
      <section class="panel">
        <div class="scroll" tabIndex={0}>
          {tool.shape.value && <FenceForm geometry={tool.shape.value} edited={edited} onSaved={saved} onCancel={() => tool.giveUp()} />}
          <Trouble of={loaded} />
          {loaded.value.value && shown.value.length === 0 && !tool.shape.value && <p class="empty">{t.none}</p>}
          <ul class="plain-list">
            {shown.value.map((fence) => (
              <li key={fence.id} data-fence={fence.id}>
                <p class="line">
                  <strong>{fence.name}</strong> <span class="badge">{t.rules[fence.rule] ?? fence.rule}</span>
                  <span class="end">
                    <button type="button" onClick={() => start(fence.geometry.type === 'Circle' ? 'circle' : 'polygon', fence)}>
                      {t.edit}
                    </button>
                    <button type="button" onClick={() => retire(fence)}>
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
