import { type ReadonlySignal, signal } from '@preact/signals';

/** Lists are seen to change so often a second, however many messages come. */
const SHOWN_EVERY_MS = 250;

/** Rows by their keys, for lists: many changes become one. */
export class LiveRows<T> {
  private readonly rows = new Map<string, T>();
  private readonly shown = signal<readonly T[]>([]);
  private timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param keyOf the key of a row
   * @param listOf what is shown of all rows, in order; what it leaves out is kept no longer
   */
  constructor(
    private readonly keyOf: (row: T) => string,
    private readonly listOf: (rows: readonly T[]) => readonly T[],
  ) {}

  get list(): ReadonlySignal<readonly T[]> {
    return this.shown;
  }

  replace(rows: readonly T[]): void {
    this.rows.clear();
    for (const row of rows) this.rows.set(this.keyOf(row), row);
    this.show();
  }

  /** Shows at once what the viewer did. */
  setNow(row: T): void {
    this.rows.set(this.keyOf(row), row);
    this.show();
  }

  set(row: T): void {
    this.rows.set(this.keyOf(row), row);
    this.showSoon();
  }

  delete(key: string): void {
    if (this.rows.delete(key)) this.showSoon();
  }

  close(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private showSoon(): void {
    this.timer ??= setTimeout(() => this.show(), SHOWN_EVERY_MS);
  }

  private show(): void {
    this.close();
    const list = this.listOf([...this.rows.values()]);
    this.rows.clear();
    for (const row of list) this.rows.set(this.keyOf(row), row);
    this.shown.value = list;
  }
}
