import { LRUCache } from 'lru-cache';
import type { RowChanges } from './row-changes';

/** Lines of which it is known how they were told last; any other is told once too often, which does no harm. */
const MOST_LINES = 50_000;

/** Lines of sites are looked at with each position of a truck, and seldom change: those that are as they were told last are left out. */
export class ToldLines {
  private readonly told = new LRUCache<string, string>({ max: MOST_LINES });

  changed(changes: RowChanges): RowChanges {
    const { rows, gone } = changes.inbound;
    const others = rows.filter(({ id, text }) => this.told.get(id) !== text);
    for (const { id, text } of others) this.told.set(id, text);
    for (const { id } of gone) this.told.delete(id);
    return { ...changes, inbound: { rows: others, gone } };
  }

  forget(): void {
    this.told.clear();
  }
}
