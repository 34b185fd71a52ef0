import { hash } from 'node:crypto';
import { codeOf } from '@waybill/platform';

/** SQLSTATEs of a prepared statement that is not there (26000), or there already (42P05): the session is not ours alone. */
const LOST = new Set(['26000', '42P05']);
/** Postgres cuts longer names. */
const LABEL_CHARACTERS = 40;

/**
 * Names of prepared statements. A name says which text it stands for, so that two releases behind one connection pooler can never
 * run each other's statements.
 */
export class PreparedStatements {
  private readonly names = new Map<string, string>();

  constructor(
    private inUse: boolean,
    private readonly onLost: () => void,
  ) {}

  /** The name under which Postgres shall keep this statement; undefined where it shall not. */
  name(sql: string, label: string | undefined): string | undefined {
    if (!this.inUse || label === undefined) return undefined;
    const known = this.names.get(sql);
    if (known !== undefined) return known;
    const name = `${label.slice(0, LABEL_CHARACTERS)} ${hash('sha256', sql, 'base64url').slice(0, 16)}`;
    this.names.set(sql, name);
    return name;
  }

  /** True when a statement failed only because sessions do not keep what was prepared; from then on none is prepared any more. */
  wereLost(error: unknown): boolean {
    if (!LOST.has(String(codeOf(error)))) return false;
    if (this.inUse) this.onLost();
    this.inUse = false;
    return true;
  }
}
