import { type IdentifierState, identifierFold, keepsEveryReport, type ShipmentState, shipmentFold } from '@waybill/domain';
import { isUnusable } from '@waybill/event-store';
import { factOf, formatIdentifier, type Identifier, identifierStream, type StoredEvent, shipmentStream } from '@waybill/events';
import type { StreamWriter } from '@waybill/streams';
import { resolveTargets, resolveTargetsAfresh, stateOf } from '../resolution';
import type { Corrections } from './corrections';
import { reachableUnits } from './reach';

/** Clocks of several writers of one stream may differ by this much. */
const CLOCK_SLACK_MS = 600_000;
/** A revision that all that is in a stream stands before. */
export const EVERYTHING = Number.MAX_SAFE_INTEGER;
/** Copies under way together; those for one stream share an append. */
const COPIES_AT_ONCE = 400;

async function settled(copies: Promise<void>[]): Promise<Promise<void>[]> {
  await Promise.all(copies);
  return [];
}

/**
 * Compares where the reports about a name are with where they belong, for some shipments, and appends the difference.
 * Late and corrected loads, changes of holder, and ends of shipments all come down to this.
 */
export class Review {
  private readonly known = new Map<string, Promise<readonly string[]>>();

  constructor(
    private readonly writer: StreamWriter,
    private readonly corrections: Corrections,
  ) {}

  /** Whom a report concerns. Asked once for all the copies of a ping; forgotten when the batch ends. */
  targets(identifier: Identifier, time: number): Promise<readonly string[]> {
    const key = `${formatIdentifier(identifier)}@${time}`;
    const known = this.known.get(key) ?? resolveTargets(this.writer, identifier, time);
    this.known.set(key, known);
    return known;
  }

  forget(): void {
    this.known.clear();
  }

  /** Gives some shipments the reports in a name's own stream that they should have, of those that stand before a revision. */
  async bring(identifier: Identifier, shipmentIds: ReadonlySet<string>, before: number): Promise<void> {
    if (before === 0) return;
    const isWarm = this.writer.peek(identifierStream(identifier)) !== undefined;
    const { state, revision } = await this.writer.load(identifierFold, identifierStream(identifier));
    // The store has just said that there is no such stream.
    if (!isWarm && revision < 0) return;
    const since = await this.since(identifier, state, shipmentIds);
    let copies: Promise<void>[] = [];
    const fromRevision = before === EVERYTHING ? undefined : before - 1;
    for await (const event of this.writer.log.read(identifierStream(identifier), { direction: 'backwards', fromRevision })) {
      const fact = factOf(event);
      if (!fact) continue;
      if (fact.recordedTime < since) break;
      if (state.retracted[event.eventId] !== undefined) continue;
      const targets = await resolveTargets(this.writer, identifier, fact.time);
      copies.push(...targets.filter((target) => shipmentIds.has(target)).map((target) => this.corrections.copy(event, target)));
      if (copies.length >= COPIES_AT_ONCE) copies = await settled(copies);
    }
    await settled(copies);
  }

  /** Nothing recorded before this can concern the shipments: they were loaded later, whatever the unit's clock said. */
  private async since(identifier: Identifier, state: IdentifierState, shipmentIds: ReadonlySet<string>): Promise<number> {
    if (!keepsEveryReport(state)) return Number.NEGATIVE_INFINITY;
    const units = await reachableUnits(this.writer, identifier);
    const states = await Promise.all(units.map((unit) => this.writer.load(identifierFold, identifierStream(unit))));
    const held = new Set(states.flatMap((memory) => memory.state.holdings.map(({ shipmentId }) => shipmentId)));
    const starts = await Promise.all(
      [...shipmentIds].map((shipmentId) => (held.has(shipmentId) ? Number.NEGATIVE_INFINITY : this.firstLoad(shipmentId))),
    );
    return Math.min(...starts) - state.furthestAhead - CLOCK_SLACK_MS;
  }

  private async firstLoad(shipmentId: string): Promise<number> {
    const state = await stateOf((fold, stream) => this.writer.load(fold, stream), shipmentFold, shipmentStream(shipmentId));
    return state.handlings.length === 0 ? Number.NEGATIVE_INFINITY : Math.min(...state.handlings.map(({ at }) => at));
  }

  /**
   * Takes from a shipment the facts that came under some names and do not belong to it; and gives those back that were taken and do after
   * all. Of those that stand before a revision.
   */
  async takeAway(shipmentId: string, names: ReadonlyMap<string, Identifier>, before: number): Promise<void> {
    try {
      for await (const event of this.writer.log.read(shipmentStream(shipmentId), { maxCount: before })) {
        const identifier = names.get(event.metadata.subject);
        if (identifier) await this.judge(identifier, shipmentId, event);
      }
    } catch (error) {
      // Its own events are set aside for that, if it was not erased.
      if (!(isUnusable(error) && error.stream === shipmentStream(shipmentId))) throw error;
    }
  }

  /** Decides about one fact in a shipment's stream. Before it is taken away it is safe where it belongs. */
  async judge(identifier: Identifier, shipmentId: string, event: StoredEvent): Promise<void> {
    const fact = factOf(event);
    if (!fact) return;
    const probable = await this.targets(identifier, fact.time);
    // What is remembered here may lack the load that brought the fact: another process, or another lane, may just have written it.
    const targets = probable.includes(shipmentId) ? probable : await resolveTargetsAfresh(this.writer, identifier, fact.time);
    const memory = await this.writer.load<ShipmentState>(shipmentFold, shipmentStream(shipmentId));
    const retracted = memory.state.retracted[event.eventId];
    if (targets.includes(shipmentId)) {
      if (retracted === 'attribution') await this.corrections.copy(event, shipmentId);
      return;
    }
    if (retracted !== undefined) return;
    for (const target of targets) await this.corrections.copy(event, target);
    if (targets.length === 0) await this.corrections.park(event, identifier);
    await this.corrections.retract(event.eventId, shipmentId);
  }
}
