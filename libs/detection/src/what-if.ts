import {
  compareExceptions,
  type DetectionRules,
  type Exception,
  type ExceptionChange,
  evolveExceptions,
  exceptionsIn,
  type Geofence,
  noExceptions,
} from '@waybill/domain';
import type { EventLog } from '@waybill/event-store';
import { exceptionsStream, type Instant, instantAt } from '@waybill/events';
import { Turns } from '@waybill/platform';
import { readFacts } from './facts';
import { type Fences, loadFences } from './fences';
import { deriveInSteps, episodesWith, findingsAtFences } from './watched';

/** Other rules, and the past that they are tried on: what was raised at `from` or later and before `to`, in event time. */
export interface WhatIf {
  readonly rules: DetectionRules;
  /** A fence in place of what is known under its id, or a new one. */
  readonly fence?: Geofence;
  readonly from: Instant;
  readonly to: Instant;
}

/** What would have been for one shipment. */
export interface Tried {
  readonly shipmentId: string;
  /** Position reports that were looked at. */
  readonly positions: number;
  readonly changes: readonly ExceptionChange[];
}

async function raisedFor(log: EventLog, shipmentId: string): Promise<readonly Exception[]> {
  let state = noExceptions;
  for await (const event of log.read(exceptionsStream(shipmentId))) state = evolveExceptions(state, event);
  return exceptionsIn(state).filter(({ retracted }) => !retracted);
}

/**
 * Tries rules on the past of shipments, one after the other: from the log, as the reactor that raises exceptions does, so that the rules that
 * are in force give exactly what was raised. Nothing is written.
 */
export class RuleTrial {
  private readonly turns = new Turns();

  private constructor(
    private readonly log: EventLog,
    private readonly now: () => number,
    private readonly fences: Fences,
    private readonly wanted: WhatIf,
  ) {}

  static async open({ log, clock }: { log: EventLog; clock: { now(): number } }, wanted: WhatIf): Promise<RuleTrial> {
    const book = await loadFences(log);
    return new RuleTrial(log, () => clock.now(), wanted.fence ? book.with(wanted.fence) : book, wanted);
  }

  async of(shipmentId: string): Promise<Tried> {
    const { rules, from, to } = this.wanted;
    const isMeant = ({ raisedAt }: { readonly raisedAt: Instant }): boolean => from <= raisedAt && raisedAt < to;
    const [facts, raised] = await Promise.all([readFacts(this.log, shipmentId), raisedFor(this.log, shipmentId)]);
    const watched = await this.turns.through(deriveInSteps(facts, this.fences, rules));
    const now = instantAt(this.now());
    const found = await this.turns.through(findingsAtFences(watched, this.fences, now));
    const episodes = episodesWith(watched, found, now).filter(isMeant);
    const positions = facts.facts.filter(({ kind }) => kind === 'fix').length;
    return {
      shipmentId,
      positions,
      changes: compareExceptions(
        raised.filter((one) => isMeant(one.episode)),
        episodes,
      ),
    };
  }
}
