import type { Clock } from './clock';
import type { Logger } from './logger';

const AGAIN_MS = 60_000;

/**
 * Tells of parts that are out of reach for a while: once when it begins or its reason changes, then once a minute, and once when it is
 * over, however often it is found out.
 */
export class TroubleLog {
  private readonly told = new Map<string, { readonly sentence: string; readonly at: number }>();

  constructor(
    private readonly logger: Logger,
    private readonly clock: Clock,
  ) {}

  /** @param part what is out of reach, for people: "event store" */
  tell(part: string, sentence: string): void {
    const last = this.told.get(part);
    const now = this.clock.monotonic();
    if (last?.sentence === sentence && now - last.at < AGAIN_MS) return;
    this.told.set(part, { sentence, at: now });
    this.logger.warn({ part }, sentence);
  }

  over(part: string): void {
    if (this.told.delete(part)) this.logger.info({ part }, `The ${part} answers again.`);
  }
}
