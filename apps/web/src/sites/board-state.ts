import { computed, signal } from '@preact/signals';
import { answerOf, api, type Schemas } from '../api/client';
import { follow } from '../fleet/live';
import { inOrder, isShown } from './lines';

export type Line = Schemas['Inbound'];

const MOST = 200;

/** What comes to one site as the board shows it: read once, then kept up to date line by line. */
export class BoardState {
  readonly problem = signal<string | undefined>(undefined);
  readonly loaded = signal(false);
  private readonly rows = signal<ReadonlyMap<string, Line>>(new Map());
  private stop: () => void = () => undefined;
  private reading = 0;

  readonly lines = computed(() => [...this.rows.value.values()].filter((line) => isShown(line, Date.now())).sort(inOrder));

  constructor(private readonly siteId: string) {}

  async open(): Promise<void> {
    this.close();
    const mine = this.reading;
    try {
      const params = { path: { siteId: this.siteId }, query: { limit: String(MOST) as never } };
      const { items, asOfPosition } = await answerOf(api.GET('/v1/sites/{siteId}/inbound', { params }));
      if (mine !== this.reading) return;
      this.rows.value = new Map(items.map((line) => [line.lineId, line]));
      this.problem.value = undefined;
      this.loaded.value = true;
      this.follow(asOfPosition);
    } catch (error) {
      if (mine === this.reading) this.problem.value = (error as Error).message;
    }
  }

  close(): void {
    this.reading += 1;
    this.stop();
    this.stop = () => undefined;
  }

  private follow(since: string): void {
    this.stop = follow(new URLSearchParams({ topics: 'inbound', site: this.siteId }), since, {
      onRow: (_, row) => this.changed(row as Line),
      onGone: (_, id) => this.gone(id),
      onResync: () => void this.open(),
    });
  }

  private changed(line: Line): void {
    this.rows.value = new Map(this.rows.value).set(line.lineId, line);
  }

  /** The id of a line in the stream begins with the site. */
  private gone(id: string): void {
    const left = new Map(this.rows.value);
    if (left.delete(id.slice(this.siteId.length + 1))) this.rows.value = left;
  }
}
