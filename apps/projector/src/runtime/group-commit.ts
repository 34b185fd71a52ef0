import { codeOf } from '@waybill/platform';
import { advance, type Move, type Queryable, type ReadDatabase } from '@waybill/read-model';

/** What one processor wants to have committed with its checkpoint. */
interface Share {
  readonly move: Move;
  readonly work: (tx: Queryable) => Promise<void>;
  resolve(): void;
  reject(error: unknown): void;
}

/** A share on whose account nothing could be committed. */
interface Culprit {
  readonly share: Share;
  readonly error: unknown;
}

/** Batches that come within this time after the first share its transaction. */
const WINDOW_MS = 3;
/** A lock that one of them does not get soon, it waits for by itself. */
const LOCK_MS = 250;

const LOCK_NOT_AVAILABLE = '55P03';
const isLocked = (error: unknown): boolean => codeOf(error) === LOCK_NOT_AVAILABLE;

/**
 * Commits what several processors have made of the same piece of the log in one transaction: a commit costs as much as a hundred rows.
 * None depends on another: what one does wrong is told to that one, and the others commit without it.
 */
export class GroupCommit {
  private waiting: Share[] = [];
  private running = false;
  private timer: NodeJS.Timeout | undefined;
  /** Who took part in the last two transactions: while they may still come they are waited for, for a moment. */
  private recent: readonly ReadonlySet<string>[] = [];

  constructor(private readonly database: ReadDatabase) {}

  /** Resolves when the checkpoint has moved and the work is kept. Rejects, with nothing kept, when the fault is its own. */
  commit(move: Move, work: (tx: Queryable) => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ move, work, resolve, reject });
      this.consider();
    });
  }

  private consider(): void {
    if (this.running || this.waiting.length === 0) return;
    const expected = new Set(this.recent.flatMap((names) => [...names])).size;
    if (expected > 0 && this.waiting.length >= expected) void this.run();
    else this.timer ??= setTimeout(() => void this.run(), WINDOW_MS);
  }

  private async run(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const shares = this.waiting.splice(0);
    this.recent = [...this.recent.slice(-1), new Set(shares.map(({ move }) => `${move.build.name} ${move.build.version}`))];
    this.running = true;
    await this.together(shares);
    this.running = false;
    this.consider();
  }

  private async together(shares: readonly Share[]): Promise<void> {
    const [only] = shares;
    if (only === undefined) return;
    if (shares.length === 1) return void this.alone(only);
    let culprit: Culprit | undefined;
    try {
      await this.database.transaction(
        async (tx) => {
          await advance(tx, ...shares.map(({ move }) => move));
          culprit = await firstFailure(shares, oneAfterAnother(tx));
          if (culprit) throw culprit.error;
        },
        { lockTimeoutMs: LOCK_MS },
      );
      for (const share of shares) share.resolve();
    } catch {
      await this.without(culprit, shares);
    }
  }

  /** Whose checkpoint could not be moved, or what the database refused at the end, is found out by each for itself. */
  private async without(culprit: Culprit | undefined, shares: readonly Share[]): Promise<void> {
    if (!culprit) {
      for (const share of shares) void this.alone(share);
      return;
    }
    if (isLocked(culprit.error)) void this.alone(culprit.share);
    else culprit.share.reject(culprit.error);
    await this.together(shares.filter((share) => share !== culprit.share));
  }

  /** No caller waits for this. */
  private async alone({ move, work, resolve, reject }: Share): Promise<void> {
    const done = this.database.transaction(async (tx) => {
      await advance(tx, move);
      await work(tx);
    });
    await done.then(resolve, reject);
  }
}

/** Lets all of them work at the same time. Answers the one that failed first: when a statement fails, those of the others fail after it. */
async function firstFailure(shares: readonly Share[], tx: Queryable): Promise<Culprit | undefined> {
  let first: Culprit | undefined;
  const note = (share: Share) => (error: unknown) => {
    first ??= { share, error };
  };
  await Promise.all(shares.map((share) => share.work(tx).catch(note(share))));
  return first;
}

/** The same transaction for several who do not wait for each other: a connection takes one statement at a time. */
function oneAfterAnother(tx: Queryable): Queryable {
  let last: Promise<unknown> = Promise.resolve();
  return {
    query<Row>(...statement: Parameters<Queryable['query']>) {
      const answer = last.then(() => tx.query<Row>(...statement));
      last = answer.catch(() => undefined);
      return answer;
    },
  };
}
