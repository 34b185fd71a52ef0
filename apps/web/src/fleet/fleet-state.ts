import { batch, signal } from '@preact/signals';
import { answerOf, api, type ExceptionSummary, type ShipmentSummary } from '../api/client';
import { follow } from './live';
import { LiveRows } from './live-rows';
import { FleetPoints, pointOf } from './points';
import { byUrgency, isOpen } from './urgency';

const MOST_EXCEPTIONS = 200;
const MOST_SHIPMENTS = 100;

const latestFirst = (rows: readonly ShipmentSummary[]): readonly ShipmentSummary[] =>
  [...rows].sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1)).slice(0, MOST_SHIPMENTS);
const mostUrgentFirst = (rows: readonly ExceptionSummary[]): readonly ExceptionSummary[] => rows.filter(isOpen).sort(byUrgency);

/** The fleet as the page shows it: read once for each choice of filters, then kept up to date row by row. */
export class FleetState {
  readonly map = new FleetPoints();
  readonly problem = signal<string | undefined>(undefined);
  readonly loaded = signal(false);
  readonly shipments = new LiveRows<ShipmentSummary>(({ shipmentId }) => shipmentId, latestFirst);
  readonly exceptions = new LiveRows<ExceptionSummary>(({ exceptionId }) => exceptionId, mostUrgentFirst);
  private stop: () => void = () => undefined;
  private reading = 0;
  private filterText = '';
  private at: string | undefined;

  /** Reads everything that fits the filters, then follows it. */
  async open(filterText: string): Promise<void> {
    this.close();
    this.filterText = filterText;
    const mine = this.reading;
    const query = Object.fromEntries(new URLSearchParams(filterText)) as object;
    try {
      const [mapPosition, list, exceptions] = await Promise.all([
        this.map.open(filterText, this.at),
        answerOf(api.GET('/v1/shipments', { params: { query: { ...query, limit: String(MOST_SHIPMENTS) as never } } })),
        answerOf(api.GET('/v1/exceptions', { params: { query: { state: 'open' as never, limit: String(MOST_EXCEPTIONS) as never } } })),
      ]);
      if (mine !== this.reading) return;
      this.show(list.items, exceptions.items);
      const positions = [mapPosition, list.asOfPosition, exceptions.asOfPosition].map(BigInt);
      // What is behind of the three is told again; what is ahead was told already.
      const since = positions.sort((a, b) => (a < b ? -1 : 1))[0] as bigint;
      this.followFrom(filterText, since.toString());
    } catch (error) {
      if (mine === this.reading) this.problem.value = (error as Error).message;
    }
  }

  /** Shows the map as it was at a time (event time), or now when it is undefined; the lists show now. */
  async showAt(at: string | undefined): Promise<void> {
    const isOther = at !== this.at;
    this.at = at;
    if (!isOther || !this.loaded.peek()) return;
    if (at === undefined) return this.open(this.filterText);
    try {
      await this.map.open(this.filterText, at);
      this.problem.value = undefined;
    } catch (error) {
      this.problem.value = (error as Error).message;
    }
  }

  close(): void {
    this.reading += 1;
    for (const part of [this.map, this.shipments, this.exceptions]) part.close();
    this.stop();
    this.stop = () => undefined;
  }

  /** Also what this page did itself: it shows at once. */
  exceptionChanged(exception: ExceptionSummary): void {
    this.exceptions.setNow(exception);
  }

  private followFrom(filterText: string, since: string): void {
    const showsEnded = new URLSearchParams(filterText).has('status');
    this.stop = follow(new URLSearchParams([...new URLSearchParams(filterText), ['topics', 'shipments,exceptions']]), since, {
      onRow: (topic, row) => {
        if (topic === 'exception') this.exceptions.set(row as ExceptionSummary);
        if (topic === 'shipment') this.shipmentChanged(row as ShipmentSummary, showsEnded);
      },
      onGone: (topic, id) => this.gone(topic, id),
      onResync: () => void this.open(filterText),
    });
  }

  private show(shipments: readonly ShipmentSummary[], exceptions: readonly ExceptionSummary[]): void {
    batch(() => {
      this.shipments.replace(shipments);
      this.exceptions.replace(exceptions);
      this.problem.value = undefined;
      this.loaded.value = true;
    });
  }

  private shipmentChanged(row: ShipmentSummary, showsEnded: boolean): void {
    this.shipments.set(row);
    this.map.place(row.shipmentId, row.phase === 'done' && !showsEnded ? undefined : pointOf(row));
  }

  private gone(topic: string, id: string): void {
    if (topic === 'exception') this.exceptions.delete(id);
    if (topic !== 'shipment') return;
    this.shipments.delete(id);
    this.map.place(id, undefined);
  }
}
