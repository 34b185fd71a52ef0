import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Clock } from '@waybill/platform';
import { GEOFENCES, geofenceVersions, type PageRequest, readGeofence } from '@waybill/read-model';
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
    private readonly freshness: Freshness,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ geofenceId, page, freshness }: ListGeofenceVersions): Promise<PageAnswer<GeofenceVersion>> {
    const { found, asOfPosition } = await this.freshness.read(freshness, [GEOFENCES], async (database, { geofences }) => {
      const versions = await geofenceVersions(database, geofences, geofenceId, page);
      const isKnown = versions.items.length > 0 || (await readGeofence(database, geofences, geofenceId, this.clock.now()));
      return isKnown ? versions : undefined;
    });
    if (!found) throw geofenceNotFound();
    return { ...found, items: found.items.map(versionAnswer), asOfPosition };
  }
}
