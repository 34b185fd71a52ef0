import { signal } from '@preact/signals';
import type { Position } from 'geojson';
import type { Map as MapLibre, MapMouseEvent } from 'maplibre-gl';
import { distanceMetres, type Geometry, polygonOf } from './shapes';

export type Tool = 'polygon' | 'circle';
/** So near to the first corner a click closes the polygon. */
const CLOSING_PIXELS = 10;
const SMALLEST_METRES = 10;
const DECIMALS = 6;

const rounded = ([x, y]: Position): Position => [Number((x as number).toFixed(DECIMALS)), Number((y as number).toFixed(DECIMALS))];

/** The shape that is being drawn: its corners so far, or its centre; and the shape when it is whole. */
export class DrawingTool {
  readonly tool = signal<Tool | undefined>(undefined);
  readonly corners = signal<readonly Position[]>([]);
  readonly pointer = signal<Position | undefined>(undefined);
  readonly shape = signal<Geometry | undefined>(undefined);

  start(tool: Tool): void {
    this.corners.value = [];
    this.shape.value = undefined;
    this.tool.value = tool;
  }

  /** A shape that is there already: it can be saved as it is, with other terms, or drawn again. */
  take(shape: Geometry): void {
    this.corners.value = [];
    this.tool.value = undefined;
    this.shape.value = shape;
  }

  giveUp(): void {
    this.tool.value = undefined;
    this.corners.value = [];
    this.shape.value = undefined;
  }

  /** What it would be if the next click were here. */
  get preview(): Geometry | undefined {
    const { corners, pointer } = this;
    const here = pointer.value;
    if (this.shape.value) return this.shape.value;
    if (!here || corners.value.length === 0) return undefined;
    if (this.tool.value === 'circle') return circle(corners.value[0] as Position, here);
    return corners.value.length >= 2 ? (polygonOf([...corners.value, here]) as Geometry) : undefined;
  }

  /** Follows the mouse and the keyboard. @returns ends it */
  attach(map: MapLibre): () => void {
    const onMove = ({ lngLat }: MapMouseEvent) => {
      if (this.tool.value) this.pointer.value = rounded([lngLat.lng, lngLat.lat]);
    };
    const onClick = ({ lngLat, point }: MapMouseEvent) => {
      if (this.tool.value) this.clicked(rounded([lngLat.lng, lngLat.lat]), (corner) => map.project(corner as [number, number]).dist(point));
    };
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === 'Escape') this.giveUp();
      if (key === 'Enter' && this.tool.value === 'polygon') this.closePolygon();
    };
    map.on('mousemove', onMove);
    map.on('click', onClick);
    addEventListener('keydown', onKey);
    return () => {
      map.off('mousemove', onMove);
      map.off('click', onClick);
      removeEventListener('keydown', onKey);
    };
  }

  private clicked(at: Position, pixelsFrom: (corner: Position) => number): void {
    const [first] = this.corners.value;
    if (this.tool.value === 'circle') {
      if (!first) this.corners.value = [at];
      else this.finish(circle(first, at));
    } else if (first && this.corners.value.length >= 3 && pixelsFrom(first) < CLOSING_PIXELS) {
      this.closePolygon();
    } else {
      this.corners.value = [...this.corners.value, at];
    }
  }

  private closePolygon(): void {
    if (this.corners.value.length >= 3) this.finish(polygonOf(this.corners.value) as Geometry);
  }

  private finish(shape: Geometry): void {
    this.tool.value = undefined;
    this.shape.value = shape;
  }
}

const circle = (centre: Position, edge: Position): Geometry => ({
  type: 'Circle',
  centre: { latitude: centre[1] as number, longitude: centre[0] as number },
  radiusMetres: Math.max(SMALLEST_METRES, Math.round(distanceMetres(centre, edge))),
});
