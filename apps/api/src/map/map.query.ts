import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { PHASE_OF_STATUS } from '@waybill/domain';
import type { Instant } from '@waybill/events';
import { type FleetMap, fleetMap, type MapRequest, type PastMap, pastMap, SUMMARY_READ_MODELS } from '@waybill/read-model';
import { Freshness, type FreshnessQuery } from '../reading/freshness';

export type MapAnswer = FleetMap & { readonly asOfPosition: string };

/** The fleet as a map draws it. */
export class FindFleetMap extends Query<MapAnswer> {
  constructor(
    readonly request: MapRequest,
    readonly at: Instant | undefined,
    readonly freshness: FreshnessQuery,
  ) {
    super();
  }
}

const phased = ({ points, cells }: PastMap): FleetMap => ({
  points: points.map(({ status, ...point }) => ({ ...point, phase: PHASE_OF_STATUS[status] })),
  cells,
});

@QueryHandler(FindFleetMap)
export class FindFleetMapHandler implements IQueryHandler<FindFleetMap> {
  constructor(private readonly freshness: Freshness) {}

  async execute({ request, at, freshness }: FindFleetMap): Promise<MapAnswer> {
    const { found, asOfPosition } = await this.freshness.read(freshness, SUMMARY_READ_MODELS, async (database, schemas) =>
      at === undefined ? fleetMap(database, schemas, request) : phased(await pastMap(database, schemas, { ...request, at })),
    );
    return { ...found, asOfPosition };
  }
}
