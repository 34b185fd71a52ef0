import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Clock } from '@waybill/platform';
import { GEOFENCES, geofenceVersions, readGeofence } from '@waybill/read-model';
import { Freshness, type FreshnessQuery } from '../reading/freshness';
import { CLOCK } from '../tokens';
import { geofenceNotFound } from './geofence-not-found';
import { summaryOf, versionAnswer } from './geofence-view';
import type { GeofenceAnswer } from './geofences.schemas';

/** Versions that come with their fence. */
const FIRST_VERSIONS = { limit: 200 };

/** A geofence with the first page of its versions. */
export class FindGeofence extends Query<GeofenceAnswer> {
  constructor(
    readonly geofenceId: string,
    readonly freshness: FreshnessQuery,
  ) {
    super();
  }
}

@QueryHandler(FindGeofence)
export class FindGeofenceHandler implements IQueryHandler<FindGeofence> {
  constructor(
    private readonly freshness: Freshness,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ geofenceId, freshness }: FindGeofence): Promise<GeofenceAnswer> {
    const now = this.clock.now();
    const { found, asOfPosition } = await this.freshness.read(freshness, [GEOFENCES], async (database, { geofences }) => {
      const fence = await readGeofence(database, geofences, geofenceId, now);
      return fence && { fence, versions: await geofenceVersions(database, geofences, geofenceId, FIRST_VERSIONS) };
    });
    if (!found) throw geofenceNotFound();
    const { items, nextCursor } = found.versions;
    return { ...summaryOf(found.fence, now), versions: items.map(versionAnswer), nextVersions: nextCursor, asOfPosition };
  }
}
