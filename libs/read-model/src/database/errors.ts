import { UnusableSetting } from '@waybill/platform';

/** Postgres does not answer at present; it is worth trying again later. Never says anything about the query. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';
}

/** The tables are not there: not made yet, or dropped after another build was switched to. */
export class TablesMissing extends DatabaseUnavailable {}

/** The query took longer than its statement timeout. */
export class QueryTimeout extends Error {
  override readonly name = 'QueryTimeout';
}

/** A page cursor that does not parse, or belongs to another order. */
export class InvalidCursor extends Error {
  override readonly name = 'InvalidCursor';
}

/** `DATABASE_URL` can never work: no Postgres is to blame. Says which part is wrong, and no secret. */
export class UnusableDatabaseUrl extends UnusableSetting {
  override readonly name = 'UnusableDatabaseUrl';

  constructor(reason: string) {
    super(`DATABASE_URL: ${reason}`);
  }
}
