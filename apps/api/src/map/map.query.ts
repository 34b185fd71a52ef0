import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { EXCEPTIONS, type FleetMap, fleetMap, type MapRequest, SHIPMENTS } from '@waybill/read-model';
import { Freshness, type FreshnessQuery } from '../reading/freshness';

export type MapAnswer = FleetMap & { readonly asOfPosition: string };

/** The fleet as a map draws it. */
export class FindFleetMap extends Query<MapAnswer> {
  constructor(
    readonly request: MapRequest,
    readonly freshness: FreshnessQuery,
  ) {
    super();
  }
}

@QueryHandler(FindFleetMap)
export class FindFleetMapHandler implements IQueryHandler<FindFleetMap> {
  constructor(private readonly freshness: Freshness) {}

  async execute({ request, freshness }: FindFleetMap): Promise<MapAnswer> {
    const { found, asOfPosition } = await this.freshness.read(freshness, [SHIPMENTS, EXCEPTIONS], (database, schemas) =>
      fleetMap(database, schemas, request),
    );
    return { ...found, asOfPosition };
  }
}
