import { effect } from '@preact/signals';
import { AttributionControl, Map as MapLibre, NavigationControl, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import 'maplibre-gl/dist/maplibre-gl.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Failure } from '../parts/problem';
import { theme } from '../theme';
import type { BaseMap } from './base';
import { loadBaseMap } from './base-map';
import { COLOURS, type MapColours } from './colours';

setWorkerUrl(workerUrl);

/** What a page draws on a map, and draws again in the colours of the other theme. */
export interface Drawing {
  /** Adds sources and layers. @returns ends what it started */
  onReady(map: MapLibre, colours: MapColours): () => void;
  recolour?(map: MapLibre, colours: MapColours): void;
}

interface MapViewProps {
  readonly label: string;
  readonly drawing: Drawing;
  readonly centre?: readonly [longitude: number, latitude: number];
  readonly zoom?: number;
}

const EUROPE: readonly [number, number] = [10, 49];

/** A map that something is drawn on. */
export function MapView({ label, drawing, centre = EUROPE, zoom = 3.6 }: MapViewProps) {
  const container = useRef<HTMLDivElement>(null);
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    let ended = false;
    const endings: (() => void)[] = [];
    const open = async () => {
      const base = await loadBaseMap();
      if (ended || !container.current) return;
      const map = new MapLibre({
        container: container.current,
        style: base.style(COLOURS[theme.peek()]),
        center: [...centre],
        zoom,
        minZoom: 0,
        maxZoom: 17,
        attributionControl: false,
        dragRotate: false,
        pitchWithRotate: false,
      });
      endings.push(() => map.remove());
      map.touchZoomRotate.disableRotation();
      map.addControl(new NavigationControl({ showCompass: false }), 'top-right');
      map.addControl(new AttributionControl({ compact: true }), 'bottom-right');
      map.once('load', () => {
        if (ended) return;
        endings.unshift(drawing.onReady(map, COLOURS[theme.peek()]), followTheme(map, base, drawing));
        // Browser tests and pictures wait for this.
        map.once('idle', () => container.current?.setAttribute('data-drawn', base.kind));
      });
    };
    open().catch((error: unknown) => setProblem((error as Error).message));
    return () => {
      ended = true;
      for (const end of endings) end();
    };
  }, []);
  return (
    <section class="map" aria-label={label}>
      <div ref={container} class="map-canvas" />
      <Failure why={problem} />
    </section>
  );
}

const followTheme = (map: MapLibre, { paint }: BaseMap, drawing: Drawing): (() => void) =>
  effect(() => {
    const colours = COLOURS[theme.value];
    for (const [layer, property, colour] of paint) map.setPaintProperty(layer, property as never, colours[colour] as never);
    drawing.recolour?.(map, colours);
  });
