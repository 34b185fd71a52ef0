import { createHash } from 'node:crypto';
import type { KeySum } from './merge';

interface Total {
  rows: number;
  sums: [bigint, bigint];
}

/** An order-independent digest of the rows of a read model: one for each partition, and one for all. */
export class Digest {
  /** By partition, then by table. */
  private readonly totals = new Map<number, Map<string, Total>>();

  constructor(private readonly partitionOf: (key: string) => number) {}

  add(table: string, { key, rows, sums }: KeySum): void {
    const partition = this.partitionOf(key);
    const tables = this.totals.get(partition) ?? new Map<string, Total>();
    const total = tables.get(table) ?? { rows: 0, sums: [0n, 0n] };
    total.rows += rows;
    total.sums = [total.sums[0] + sums[0], total.sums[1] + sums[1]];
    this.totals.set(partition, tables.set(table, total));
  }

  /** Adds everything that passes by. */
  async *adding(table: string, sums: AsyncIterable<KeySum>): AsyncGenerator<KeySum> {
    for await (const sum of sums) {
      this.add(table, sum);
      yield sum;
    }
  }

  get rows(): number {
    return [...this.totals.values()].flatMap((tables) => [...tables.values()]).reduce((all, { rows }) => all + rows, 0);
  }

  /** 32 hex digits. */
  of(partition: number): string {
    const tables = [...(this.totals.get(partition) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
    const text = tables.map(([table, { rows, sums }]) => `${table} ${rows} ${sums.join(' ')}\n`).join('');
    return createHash('sha256').update(text).digest('hex').slice(0, 32);
  }

  /** Of all partitions together. */
  get whole(): string {
    const partitions = [...this.totals.keys()].sort((a, b) => a - b).map((partition) => `${partition} ${this.of(partition)}\n`);
    return createHash('sha256').update(partitions.join('')).digest('hex').slice(0, 32);
  }
}
