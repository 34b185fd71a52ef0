import type { EventLog } from '@waybill/event-store';
import { emptyOrText } from '@waybill/events';
import type { LiveReadModels, Read, ReadModelName } from '@waybill/read-model';
import { z } from 'zod';
import { Problem, retryLater } from '../http/problem';

const MAX_POSITION = 2n ** 63n - 1n;
const WAIT_MS = 10_000;

/** A log position as it is given out: opaque to clients, decimal to us. @throws Problem 400 for anything else */
export function parsePosition(text: string): bigint {
  const position = /^\d{1,19}$/.test(text) ? BigInt(text) : MAX_POSITION + 1n;
  if (position <= MAX_POSITION) return position;
  throw new Problem('invalid-position', 'Use a position from an answer of this API.', {
    errors: [{ parameter: 'minPosition', detail: 'is not a position' }],
  });
}

/** Query parameters that every read takes. */
export const freshness = {
  minPosition: emptyOrText(100).optional().describe('wait (at most 10 s) until the answer contains everything up to this position'),
  settled: z
    .enum(['true', 'false'])
    .optional()
    .describe('also wait until what follows from it was derived and can be read; without minPosition: of everything so far'),
};
export interface FreshnessQuery {
  readonly minPosition?: string;
  readonly settled?: 'true' | 'false';
}

/** A position that has not been reached in time. */
export const behind = (): Problem =>
  retryLater('read-model-behind', 'Ask again; see /v1/processors for how far behind the read models are.');

/** Brings reads up to the position that their caller has seen. */
export class Freshness {
  constructor(
    private readonly live: LiveReadModels,
    private readonly log: EventLog,
  ) {}

  /**
   * Waits as the caller wants, then answers the position of which the rows read afterwards are at least.
   * @throws Problem 504 when the processors do not get there in time
   */
  async asOf(query: FreshnessQuery, processors: readonly string[]): Promise<string> {
    await this.wait(query, processors);
    return (await this.live.asOf(processors)).toString();
  }

  /** Waits as the caller wants, then reads from the live builds; with the position that what was found contains at least. */
  async read<Name extends ReadModelName, T>(query: FreshnessQuery, names: readonly Name[], read: Read<Name, T>) {
    const asOfPosition = await this.asOf(query, names);
    return { found: await this.live.on(names, read), asOfPosition };
  }

  async wait({ minPosition, settled }: FreshnessQuery, processors: readonly string[]): Promise<void> {
    const position = minPosition === undefined ? await this.headWhen(settled === 'true') : parsePosition(minPosition);
    if (position === undefined) return;
    const reached = await this.live.waitFor({ position, settled: settled === 'true', processors, timeoutMs: WAIT_MS });
    if (!reached) throw behind();
  }

  private async headWhen(settled: boolean): Promise<bigint | undefined> {
    return settled ? (await this.log.head()).commit : undefined;
  }
}
