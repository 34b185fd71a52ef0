import { batch, signal } from '@preact/signals';
import { answerOf, api, type Schemas, type ShipmentSummary } from '../api/client';

export type MapPoint = Schemas['MapPoint'];
export type MapCell = Schemas['MapCell'];

/** What changed of the points since the map was drawn last; `all` when they were read anew. */
export interface PointChanges {
  readonly all: boolean;
  readonly ids: ReadonlySet<string>;
}

/** The part of the world that is seen: `west,south,east,north` in degrees, and the zoom as the API counts it. */
export interface View {
  readonly bbox: string;
  readonly zoom: number;
}

/** What the API counts or draws for a part of the world only is asked for again: it is not told. */
const AGAIN_MS = 10_000;
/** A map that is being moved is asked for when it stands. */
const STANDS_MS = 200;

/** What the map of the fleet shows: all points, live, or as they were at a time; cells, or the points of the part that is seen, where the fleet is larger than that. */
export class FleetPoints {
  readonly points = new Map<string, MapPoint>();
  readonly changes = signal<PointChanges>({ all: true, ids: new Set() });
  readonly cells = signal<readonly MapCell[]>([]);
  /** Shipments on the map, one by one or in cells. */
  readonly count = signal<number | undefined>(undefined);
  /** Event time of what is shown; undefined for now. */
  private at: string | undefined;
  private moved = new Set<string>();
  private filterText = '';
  private view: View | undefined;
  /** There are more shipments than points. */
  private isCrowd = false;
  private reading = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Reads what fits the filters, now or at a time. @returns the position from which on changes have to be told. @throws ProblemError */
  async open(filterText: string, at: string | undefined): Promise<string> {
    [this.filterText, this.at, this.isCrowd] = [filterText, at, false];
    const position = await this.read();
    // What was counted for the whole world is counted finer for the part that is seen.
    if (this.isCrowd && this.view) await this.read();
    return position;
  }

  close(): void {
    this.reading += 1;
    clearTimeout(this.timer);
  }

  /** Another part of the world is seen. */
  look(view: View): void {
    this.view = view;
    if (this.isCrowd) this.readSoon(STANDS_MS);
  }

  /** The map has drawn what changed. */
  drawn(): void {
    this.moved = new Set();
    this.changes.value = { all: false, ids: this.moved };
    this.recount();
  }

  /** A shipment moved, or is no more to be seen. What is shown of another time stays as it is. */
  place(shipmentId: string, point: MapPoint | undefined): void {
    const isUnseen = this.isCrowd && !this.points.has(shipmentId);
    if (this.at !== undefined || isUnseen) return;
    if (point) this.points.set(shipmentId, point);
    else if (!this.points.delete(shipmentId)) return;
    this.moved.add(shipmentId);
    // One message wakes the map; those behind it until it has drawn are told by the set.
    if (this.moved.size === 1) this.changes.value = { all: this.changes.peek().all, ids: this.moved };
  }

  private async read(): Promise<string> {
    clearTimeout(this.timer);
    const mine = ++this.reading;
    const seen = this.isCrowd ? this.view : undefined;
    const query = { ...Object.fromEntries(new URLSearchParams(this.filterText)), ...(this.at && { at: this.at }), ...seen };
    const { points, cells, asOfPosition } = await answerOf(api.GET('/v1/map', { params: { query: query as object } }));
    if (mine !== this.reading) return asOfPosition;
    this.isCrowd ||= cells.length > 0;
    this.points.clear();
    for (const point of points) this.points.set(point.shipmentId, point);
    batch(() => {
      this.cells.value = cells;
      this.moved = new Set();
      this.changes.value = { all: true, ids: this.moved };
      this.recount();
    });
    if (this.isCrowd && this.at === undefined) this.readSoon(AGAIN_MS);
    return asOfPosition;
  }

  private recount(): void {
    this.count.value = this.cells.peek().reduce((sum, { count }) => sum + count, this.points.size);
  }

  /** What fails now is tried again. */
  private readSoon(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.read().catch(() => this.readSoon(AGAIN_MS)), milliseconds);
  }
}

/** What a map draws of a row; nothing while it is not known where the shipment is. */
export function pointOf({ shipmentId, liveLocation, phase, openExceptions }: ShipmentSummary): MapPoint | undefined {
  if (liveLocation === null) return undefined;
  const { latitude, longitude, time, headingDegrees = null } = liveLocation;
  const late = openExceptions.some(({ type }) => type === 'late');
  return { shipmentId, latitude, longitude, time, headingDegrees, phase, exception: openExceptions[0]?.type ?? null, late };
}
