import type { Clock } from './clock';
import type { Logger } from './logger';

/** What is over sooner is not worth a word: at a start parts come up beside each other. */
const GRACE_MS = 3_000;
const AGAIN_MS = 60_000;

interface Trouble {
  readonly since: number;
  /** What was logged last, and when; undefined before it lasted long enough. */
  readonly logged?: { readonly sentence: string; readonly at: number };
}

/**
 * Tells of parts that are out of reach for a while: once when it has lasted a moment or its reason changes, then once a minute, and once
 * when it is over, however often it is found out.
 */
export class TroubleLog {
  private readonly troubles = new Map<string, Trouble>();

  constructor(
    private readonly logger: Logger,
    private readonly clock: Clock,
  ) {}

  /** @param part what is out of reach, for people: "event store" */
  tell(part: string, sentence: string): void {
    const now = this.clock.monotonic();
    const { since, logged } = this.troubles.get(part) ?? { since: now };
    const isDue = logged === undefined ? now - since >= GRACE_MS : logged.sentence !== sentence || now - logged.at >= AGAIN_MS;
    this.troubles.set(part, { since, logged: isDue ? { sentence, at: now } : logged });
    if (isDue) this.logger.warn({ part }, sentence);
  }

  over(part: string): void {
    const trouble = this.troubles.get(part);
    this.troubles.delete(part);
    if (trouble?.logged) this.logger.info({ part }, `The ${part} answers again.`);
  }
}
