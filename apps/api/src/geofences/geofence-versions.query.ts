import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Clock } from '@waybill/platform';
import { GEOFENCES, type PageRequest, ReadModels } from '@waybill/read-model';
import { Freshness, type FreshnessQuery } from '../reading/freshness';
import type { PageAnswer } from '../reading/pages';
import { CLOCK } from '../tokens';
import { geofenceNotFound } from './geofence-not-found';
import { versionAnswer } from './geofence-view';
import type { GeofenceVersion } from './geofences.schemas';

/** What a geofence was, is and will be, in the order of the decisions. */
export class ListGeofenceVersions extends Query<PageAnswer<GeofenceVersion>> {
  constructor(
    readonly geofenceId: string,
    readonly page: PageRequest,
    readonly freshness: FreshnessQuery,
  ) {
    super();
  }
}

@QueryHandler(ListGeofenceVersions)
export class ListGeofenceVersionsHandler implements IQueryHandler<ListGeofenceVersions> {
  constructor(
    private readonly models: ReadModels,
    private readonly freshness: Freshness,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ geofenceId, page, freshness }: ListGeofenceVersions): Promise<PageAnswer<GeofenceVersion>> {
    const asOfPosition = await this.freshness.asOf(freshness, [GEOFENCES]);
    const { items, nextCursor } = await this.models.geofenceVersions(geofenceId, page);
    if (items.length === 0 && !(await this.models.geofence(geofenceId, this.clock.now()))) throw geofenceNotFound();
    return { items: items.map(versionAnswer), nextCursor, asOfPosition };
  }
}
