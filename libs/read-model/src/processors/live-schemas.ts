import { DatabaseUnavailable } from '../database/errors';
import type { Queryable } from '../database/read-database';

/** Which build of a processor counts now. */
export interface LiveProcessor {
  readonly name: string;
  readonly kind: 'projection' | 'reactor';
  readonly version: number;
  readonly schema: string | undefined;
}

/** How long a process may go on reading from a build after another one was switched to, when nothing else has told it. */
const FRESH_MS = 1_000;
const SCHEMA = /^[a-z_]+_v\d+$/;

type Row = { name: string; kind: 'projection' | 'reactor'; live_version: number; schema: string | null };

/**
 * The switch between builds, as seen by this process: read once a second, and learned from every look at how far the processors are.
 * So a caller that asks for a position first and reads rows then, reads them from the build that the position was asked of, or from one
 * that was switched to since and stands no earlier.
 */
export class LiveProcessors {
  private known: ReadonlyMap<string, LiveProcessor> = new Map();
  private readAt = Number.NEGATIVE_INFINITY;
  private reading: Promise<void> | undefined;

  constructor(private readonly database: Queryable) {}

  /** Schema that a query of this read model goes to. @throws DatabaseUnavailable before the projector's first start */
  async schemaOf(name: string): Promise<string> {
    await this.refresh();
    const schema = this.known.get(name)?.schema;
    if (!schema) throw new DatabaseUnavailable(`The read model ${name} has not been made yet.`);
    return schema;
  }

  /** What a look at the processors has shown. Looks may overtake each other: a build that was switched from does not come back. */
  learn(all: readonly LiveProcessor[]): void {
    const newest = (one: LiveProcessor): LiveProcessor => {
      const known = this.known.get(one.name);
      return known && known.version > one.version ? known : one;
    };
    this.known = new Map(all.filter(({ schema }) => schema === undefined || SCHEMA.test(schema)).map((one) => [one.name, newest(one)]));
    this.readAt = performance.now();
  }

  /** What was known is wrong: the next question goes to the database. */
  forget(): void {
    this.known = new Map();
    this.readAt = Number.NEGATIVE_INFINITY;
  }

  private async refresh(): Promise<void> {
    if (performance.now() - this.readAt < FRESH_MS) return;
    this.reading ??= this.read().finally(() => {
      this.reading = undefined;
    });
    await this.reading;
  }

  private async read(): Promise<void> {
    const rows = await this.database.query<Row>('select name, kind, live_version, schema from waybill.processor', [], 'live processors');
    this.learn(rows.map(({ name, kind, live_version, schema }) => ({ name, kind, version: live_version, schema: schema ?? undefined })));
  }
}
