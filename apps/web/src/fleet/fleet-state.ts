import { batch, computed, signal } from '@preact/signals';
import { answerOf, api, type ExceptionSummary, type Schemas, type ShipmentSummary } from '../api/client';
import { byUrgency, isOpen } from './urgency';

export type MapPoint = Schemas['MapPoint'];
export type MapCell = Schemas['MapCell'];

const MOST_EXCEPTIONS = 200;
const AGAIN_MS = 3_000;

/** The fleet as the page shows it: read anew every few seconds while the page is seen. */
export class FleetState {
  readonly points = signal<readonly MapPoint[]>([]);
  readonly cells = signal<readonly MapCell[]>([]);
  readonly shipments = signal<readonly ShipmentSummary[]>([]);
  readonly problem = signal<string | undefined>(undefined);
  readonly loaded = signal(false);
  private readonly exceptionRows = signal<ReadonlyMap<string, ExceptionSummary>>(new Map());
  private timer: ReturnType<typeof setInterval> | undefined;
  private reading = 0;

  readonly exceptions = computed(() => [...this.exceptionRows.value.values()].filter(isOpen).sort(byUrgency));

  /** Reads everything that fits the filters, now and again. */
  async open(filterText: string): Promise<void> {
    this.close();
    this.timer = setInterval(() => document.visibilityState === 'visible' && void this.read(filterText), AGAIN_MS);
    await this.read(filterText);
  }

  close(): void {
    this.reading += 1;
    clearInterval(this.timer);
  }

  /** What this page did itself shows at once. */
  exceptionChanged(exception: ExceptionSummary): void {
    this.reading += 1;
    this.exceptionRows.value = new Map(this.exceptionRows.value).set(exception.exceptionId, exception);
  }

  private async read(filterText: string): Promise<void> {
    const mine = ++this.reading;
    const query = Object.fromEntries(new URLSearchParams(filterText)) as object;
    try {
      const [map, list, exceptions] = await Promise.all([
        answerOf(api.GET('/v1/map', { params: { query } })),
        answerOf(api.GET('/v1/shipments', { params: { query: { ...query, limit: '100' as never } } })),
        answerOf(api.GET('/v1/exceptions', { params: { query: { state: 'open' as never, limit: String(MOST_EXCEPTIONS) as never } } })),
      ]);
      if (mine !== this.reading) return;
      batch(() => {
        this.points.value = map.points;
        this.cells.value = map.cells;
        this.shipments.value = list.items;
        this.exceptionRows.value = new Map(exceptions.items.map((row) => [row.exceptionId, row]));
        this.problem.value = undefined;
        this.loaded.value = true;
      });
    } catch (error) {
      if (mine === this.reading) this.problem.value = (error as Error).message;
    }
  }
}
