import { batch, computed, signal } from '@preact/signals';
import { answerOf, api, type ExceptionSummary, type Schemas, type ShipmentSummary } from '../api/client';
import { follow } from './live';
import { byUrgency, isOpen } from './urgency';

export type MapPoint = Schemas['MapPoint'];
export type MapCell = Schemas['MapCell'];

/** What changed of the points since the map was drawn last; `all` when they were read anew. */
export interface PointChanges {
  readonly all: boolean;
  readonly ids: ReadonlySet<string>;
}

const MOST_EXCEPTIONS = 200;
const MOST_SHIPMENTS = 100;
/** Cells are counted by the server: they are asked for again, not told. */
const CELLS_AGAIN_MS = 10_000;

const without = <T>(rows: ReadonlyMap<string, T>, id: string): ReadonlyMap<string, T> => {
  const left = new Map(rows);
  left.delete(id);
  return left;
};

/** The fleet as the page shows it: read once for each choice of filters, then kept up to date row by row. */
export class FleetState {
  readonly points = new Map<string, MapPoint>();
  readonly changes = signal<PointChanges>({ all: true, ids: new Set() });
  readonly cells = signal<readonly MapCell[]>([]);
  readonly problem = signal<string | undefined>(undefined);
  readonly loaded = signal(false);
  private readonly rows = signal<ReadonlyMap<string, ShipmentSummary>>(new Map());
  private readonly exceptionRows = signal<ReadonlyMap<string, ExceptionSummary>>(new Map());
  private stop: () => void = () => undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private reading = 0;

  readonly exceptions = computed(() => [...this.exceptionRows.value.values()].filter(isOpen).sort(byUrgency));
  readonly shipments = computed(() =>
    [...this.rows.value.values()].sort((a, b) => b.updatedAt.localeCompare(a.updatedAt)).slice(0, MOST_SHIPMENTS),
  );

  /** Reads everything that fits the filters, then follows it. */
  async open(filterText: string): Promise<void> {
    this.close();
    const mine = this.reading;
    const query = Object.fromEntries(new URLSearchParams(filterText)) as object;
    try {
      const [map, list, exceptions] = await Promise.all([
        answerOf(api.GET('/v1/map', { params: { query } })),
        answerOf(api.GET('/v1/shipments', { params: { query: { ...query, limit: String(MOST_SHIPMENTS) as never } } })),
        answerOf(api.GET('/v1/exceptions', { params: { query: { state: 'open' as never, limit: String(MOST_EXCEPTIONS) as never } } })),
      ]);
      if (mine !== this.reading) return;
      this.show(map, list.items, exceptions.items);
      const positions = [map, list, exceptions].map(({ asOfPosition }) => BigInt(asOfPosition));
      // What is behind of the three is told again; what is ahead was told already.
      const since = positions.sort((a, b) => (a < b ? -1 : 1))[0] as bigint;
      this.followFrom(filterText, since.toString());
    } catch (error) {
      if (mine === this.reading) this.problem.value = (error as Error).message;
    }
  }

  close(): void {
    this.reading += 1;
    clearTimeout(this.timer);
    this.stop();
    this.stop = () => undefined;
  }

  /** The map has drawn what changed. */
  drawn(): void {
    this.changes.value = { all: false, ids: new Set() };
  }

  /** Also what this page did itself: it shows at once. */
  exceptionChanged(exception: ExceptionSummary): void {
    this.exceptionRows.value = new Map(this.exceptionRows.value).set(exception.exceptionId, exception);
  }

  private followFrom(filterText: string, since: string): void {
    const again = () => void this.open(filterText);
    const showsEnded = new URLSearchParams(filterText).has('status');
    this.stop = follow(new URLSearchParams(filterText), since, {
      onRow: (topic, row) => {
        if (topic === 'exception') this.exceptionChanged(row as ExceptionSummary);
        if (topic === 'shipment') this.shipmentChanged(row as ShipmentSummary, showsEnded);
      },
      onGone: (topic, id) => this.gone(topic, id),
      onResync: again,
    });
    if (this.cells.peek().length > 0) this.timer = setTimeout(again, CELLS_AGAIN_MS);
  }

  private show(
    { points, cells }: Schemas['FleetMap'],
    shipments: readonly ShipmentSummary[],
    exceptions: readonly ExceptionSummary[],
  ): void {
    this.points.clear();
    for (const point of points) this.points.set(point.shipmentId, point);
    batch(() => {
      this.cells.value = cells;
      this.rows.value = new Map(shipments.map((row) => [row.shipmentId, row]));
      this.exceptionRows.value = new Map(exceptions.map((row) => [row.exceptionId, row]));
      this.changes.value = { all: true, ids: new Set() };
      this.problem.value = undefined;
      this.loaded.value = true;
    });
  }

  private shipmentChanged(row: ShipmentSummary, showsEnded: boolean): void {
    const point = row.phase === 'done' && !showsEnded ? undefined : pointOf(row);
    batch(() => {
      this.rows.value = new Map(this.rows.value).set(row.shipmentId, row);
      this.place(row.shipmentId, point);
    });
  }

  private gone(topic: string, id: string): void {
    if (topic === 'exception') this.exceptionRows.value = without(this.exceptionRows.value, id);
    if (topic !== 'shipment') return;
    batch(() => {
      this.rows.value = without(this.rows.value, id);
      this.place(id, undefined);
    });
  }

  private place(shipmentId: string, point: MapPoint | undefined): void {
    if (this.cells.peek().length > 0) return;
    if (point) this.points.set(shipmentId, point);
    else if (!this.points.delete(shipmentId)) return;
    const { all, ids } = this.changes.peek();
    this.changes.value = { all, ids: new Set(ids).add(shipmentId) };
  }
}

/** What a map draws of a row; nothing while it is not known where the shipment is. */
function pointOf({ shipmentId, liveLocation, phase, openExceptions }: ShipmentSummary): MapPoint | undefined {
  if (liveLocation === null) return undefined;
  const { latitude, longitude, time, headingDegrees = null } = liveLocation;
  const late = openExceptions.some(({ type }) => type === 'late');
  return { shipmentId, latitude, longitude, time, headingDegrees, phase, exception: openExceptions[0]?.type ?? null, late };
}
