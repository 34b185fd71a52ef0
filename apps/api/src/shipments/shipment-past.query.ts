import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { foldPast, happenedBy, noPast, type ShipmentPast, snapshotOf } from '@waybill/domain';
import { EventLog } from '@waybill/event-store';
import { type Identifier, type Instant, identifierStream, parseShipmentId, type StoredEvent, shipmentStream } from '@waybill/events';
import type { Clock } from '@waybill/platform';
import { DatabaseUnavailable, QueryTimeout, ReadModels } from '@waybill/read-model';
import { CLOCK } from '../tokens';
import type { KnownAt } from './past-parameters';
import type { ShipmentAnswer } from './shipment-detail.query';
import { shipmentNotFound } from './shipment-not-found';

/** Where a shipment was at a time, as far as was known at another. */
export class FindShipmentPast extends Query<ShipmentAnswer> {
  constructor(
    readonly shipmentId: string,
    readonly asOf: Instant | undefined,
    readonly knownAt: KnownAt | undefined,
  ) {
    super();
  }
}

/** Events that are folded at a time: what is read of a long stream is not kept. */
const PAGE = 500;

interface Reach {
  readonly shipmentId: string;
  readonly asOf: Instant | undefined;
  known(event: StoredEvent): boolean;
}

/**
 * Reads the event store, not the read models: so it answers while Postgres is away. Costs one read of the shipment's stream, and one of the
 * stream of each of its names, up to what is asked for.
 */
@QueryHandler(FindShipmentPast)
export class FindShipmentPastHandler implements IQueryHandler<FindShipmentPast> {
  constructor(
    private readonly log: EventLog,
    private readonly models: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ shipmentId, asOf, knownAt }: FindShipmentPast): Promise<ShipmentAnswer> {
    if (!parseShipmentId(shipmentId)) throw shipmentNotFound();
    const head = (await this.log.head()).commit;
    const limit = knownAt && 'position' in knownAt && knownAt.position < head ? knownAt.position : head;
    let reached = -1n;
    const known = (event: StoredEvent): boolean => {
      const counts =
        event.position <= limit && (!knownAt || !('time' in knownAt) || (event.appendedAt ?? Number.POSITIVE_INFINITY) <= knownAt.time);
      if (counts && event.position > reached) reached = event.position;
      return counts;
    };
    // A time to come is now: facts of clocks that run ahead are known, too.
    const reach = { shipmentId, asOf: asOf !== undefined && asOf < this.clock.now() ? asOf : undefined, known };
    let past = await this.read(noPast, shipmentStream(shipmentId), reach);
    if (!past.registration) throw shipmentNotFound();
    for (const name of await this.namesOf(shipmentId, past)) past = await this.read(past, identifierStream(name), reach);
    const asOfPosition = (knownAt && 'time' in knownAt ? reached : limit).toString();
    return { ...(snapshotOf(shipmentId, past) as NonNullable<ReturnType<typeof snapshotOf>>), eta: null, openExceptions: [], asOfPosition };
  }

  private async read(past: ShipmentPast, stream: string, { shipmentId, asOf, known }: Reach): Promise<ShipmentPast> {
    let folded = past;
    let page: StoredEvent[] = [];
    for await (const event of this.log.read(stream)) {
      if (!known(event)) break;
      if (isAbout(event, shipmentId) && happenedBy(event, asOf)) page.push(event);
      if (page.length < PAGE) continue;
      folded = foldPast(folded, page);
      page = [];
    }
    return foldPast(folded, page);
  }

  /** Those of the registration, and those that were assigned later: the log has no way from a shipment to these, the read model has. */
  private async namesOf(shipmentId: string, { registration }: ShipmentPast): Promise<Identifier[]> {
    const later = await this.models.namesOf(shipmentId).catch((error: unknown) => {
      if (error instanceof DatabaseUnavailable || error instanceof QueryTimeout) return [];
      throw error;
    });
    const names = [...((registration?.identifiers ?? []) as Identifier[]), ...later].map(({ scheme, value }) => ({ scheme, value }));
    return [...new Map(names.map((name) => [identifierStream(name), name])).values()];
  }
}

/** Everything in the shipment's own stream; in a name's stream only who takes and gives it up. */
function isAbout(event: StoredEvent, shipmentId: string): boolean {
  if (event.stream === shipmentStream(shipmentId)) return true;
  const names = event.type === 'dev.waybill.identifier-assigned.v1' || event.type === 'dev.waybill.identifier-released.v1';
  return names && event.data.shipmentId === shipmentId;
}
