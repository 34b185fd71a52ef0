import { batch, computed, signal } from '@preact/signals';
import { answerOf, api, type ExceptionSummary, type Schemas, type ShipmentSummary } from '../api/client';
import { follow } from './live';
import { byUrgency, isOpen } from './urgency';

export type MapPoint = Schemas['MapPoint'];

/** What changed of the points since the map was drawn last; `all` when they were read anew. */
export interface PointChanges {
  readonly all: boolean;
  readonly ids: ReadonlySet<string>;
}

const MOST_EXCEPTIONS = 200;

/** The fleet as the page shows it: read once for each choice of filters, then kept up to date row by row. */
export class FleetState {
  readonly points = new Map<string, MapPoint>();
  readonly changes = signal<PointChanges>({ all: true, ids: new Set() });
  readonly rows = signal<ReadonlyMap<string, ShipmentSummary>>(new Map());
  readonly problem = signal<string | undefined>(undefined);
  readonly loaded = signal(false);
  private readonly exceptionRows = signal<ReadonlyMap<string, ExceptionSummary>>(new Map());
  private stop: () => void = () => undefined;
  private reading = 0;

  readonly exceptions = computed(() => [...this.exceptionRows.value.values()].filter(isOpen).sort(byUrgency));
  readonly shipments = computed(() => [...this.rows.value.values()].sort((a, b) => b.updatedAt.localeCompare(a.updatedAt)));

  /** Reads everything that fits the filters, then follows it. */
  async open(filterText: string): Promise<void> {
    const mine = ++this.reading;
    this.stop();
    try {
      const query = Object.fromEntries(new URLSearchParams(filterText)) as object;
      const [map, list, exceptions] = await Promise.all([
        answerOf(api.GET('/v1/map', { params: { query } })),
        answerOf(api.GET('/v1/shipments', { params: { query: { ...query, limit: '100' as never } } })),
        answerOf(api.GET('/v1/exceptions', { params: { query: { state: 'open' as never, limit: String(MOST_EXCEPTIONS) as never } } })),
      ]);
      if (mine !== this.reading) return;
      this.show(map.points, list.items, exceptions.items);
      const positions = [map, list, exceptions].map(({ asOfPosition }) => BigInt(asOfPosition));
      // What is behind of the three is told again; what is ahead was told already.
      const since = positions.sort((a, b) => (a < b ? -1 : 1))[0] as bigint;
      this.stop = follow(new URLSearchParams(filterText), since.toString(), {
        onRow: (topic, row) => (topic === 'shipment' ? this.shipmentChanged(row as ShipmentSummary) : this.exceptionChanged(topic, row)),
        onGone: (topic, id) => this.gone(topic, id),
        onResync: () => void this.open(filterText),
      });
    } catch (error) {
      if (mine === this.reading) this.problem.value = (error as Error).message;
    }
  }

  close(): void {
    this.reading += 1;
    this.stop();
  }

  private show(points: readonly MapPoint[], shipments: readonly ShipmentSummary[], exceptions: readonly ExceptionSummary[]): void {
    this.points.clear();
    for (const point of points) this.points.set(point.shipmentId, point);
    batch(() => {
      this.rows.value = new Map(shipments.map((row) => [row.shipmentId, row]));
      this.exceptionRows.value = new Map(exceptions.map((row) => [row.exceptionId, row]));
      this.changes.value = { all: true, ids: new Set() };
      this.problem.value = undefined;
      this.loaded.value = true;
    });
  }

  private shipmentChanged(row: ShipmentSummary): void {
    const point = pointOf(row);
    if (point) this.points.set(row.shipmentId, point);
    else this.points.delete(row.shipmentId);
    batch(() => {
      this.rows.value = new Map(this.rows.value).set(row.shipmentId, row);
      this.noteChange(row.shipmentId);
    });
  }

  /** What this page did itself shows at once, before the stream tells it. */
  exceptionChanged(topic: string, row: unknown): void {
    if (topic !== 'exception') return;
    const exception = row as ExceptionSummary;
    this.exceptionRows.value = new Map(this.exceptionRows.value).set(exception.exceptionId, exception);
  }

  private gone(topic: string, id: string): void {
    const without = <T>(rows: ReadonlyMap<string, T>): ReadonlyMap<string, T> => {
      const left = new Map(rows);
      left.delete(id);
      return left;
    };
    if (topic === 'exception') this.exceptionRows.value = without(this.exceptionRows.value);
    if (topic !== 'shipment') return;
    this.points.delete(id);
    batch(() => {
      this.rows.value = without(this.rows.value);
      this.noteChange(id);
    });
  }

  private noteChange(shipmentId: string): void {
    const { all, ids } = this.changes.value;
    this.changes.value = { all, ids: new Set(ids).add(shipmentId) };
  }

  /** The map has drawn what changed. */
  drawn(): void {
    this.changes.value = { all: false, ids: new Set() };
  }
}

/** What a map draws of a row; nothing while it is not known where the shipment is. */
function pointOf({ shipmentId, liveLocation, phase, openExceptions }: ShipmentSummary): MapPoint | undefined {
  if (liveLocation === null) return undefined;
  const { latitude, longitude, time, headingDegrees } = liveLocation;
  const exception = openExceptions[0]?.type;
  return { shipmentId, latitude, longitude, time, headingDegrees, phase, ...(exception && { exception }) } as MapPoint;
}
