import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Clock } from '@waybill/platform';
import { GEOFENCES, listGeofences, type PageRequest } from '@waybill/read-model';
import { Freshness, type FreshnessQuery } from '../reading/freshness';
import type { PageAnswer } from '../reading/pages';
import { CLOCK } from '../tokens';
import { summaryOf } from './geofence-view';
import type { GeofenceSummary } from './geofences.schemas';

/** Geofences, retired ones included. */
export class ListGeofences extends Query<PageAnswer<GeofenceSummary>> {
  constructor(
    readonly page: PageRequest,
    readonly freshness: FreshnessQuery,
  ) {
    super();
  }
}

@QueryHandler(ListGeofences)
export class ListGeofencesHandler implements IQueryHandler<ListGeofences> {
  constructor(
    private readonly freshness: Freshness,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ page, freshness }: ListGeofences): Promise<PageAnswer<GeofenceSummary>> {
    const now = this.clock.now();
    const { found, asOfPosition } = await this.freshness.read(freshness, [GEOFENCES], (database, { geofences }) =>
      listGeofences(database, geofences, now, page),
    );
    return { ...found, items: found.items.map((fence) => summaryOf(fence, now)), asOfPosition };
  }
}
