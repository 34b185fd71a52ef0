import { DatabaseUnavailable } from '../database/errors';
import type { Queryable } from '../database/read-database';

/** Which version of a processor counts now. */
export interface LiveProcessor {
  readonly name: string;
  readonly kind: 'projection' | 'reactor';
  readonly version: number;
  readonly schema: string | undefined;
}

/** How long a process may go on reading from a version after another one was switched to. */
const FRESH_MS = 1_000;
const SCHEMA = /^[a-z_]+_v\d+$/;

type Row = { name: string; kind: 'projection' | 'reactor'; live_version: number; schema: string | null };

/** The switch between versions, as seen by this process: read at most once a second. */
export class LiveProcessors {
  private known: ReadonlyMap<string, LiveProcessor> = new Map();
  private readAt = Number.NEGATIVE_INFINITY;
  private reading: Promise<void> | undefined;

  constructor(private readonly database: Queryable) {}

  async all(): Promise<readonly LiveProcessor[]> {
    await this.refresh();
    return [...this.known.values()];
  }

  /** Schema that a query of this read model goes to. @throws DatabaseUnavailable before the projector's first start */
  async schemaOf(name: string): Promise<string> {
    await this.refresh();
    const schema = this.known.get(name)?.schema;
    if (!schema) throw new DatabaseUnavailable(`The read model ${name} has not been made yet.`);
    return schema;
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
    this.known = new Map(
      rows
        .filter(({ schema }) => schema === null || SCHEMA.test(schema))
        .map(({ name, kind, live_version, schema }) => [name, { name, kind, version: live_version, schema: schema ?? undefined }]),
    );
    this.readAt = performance.now();
  }
}
