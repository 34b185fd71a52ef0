import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Clock } from '@waybill/platform';
import { GEOFENCES, ReadModels } from '@waybill/read-model';
import { Problem } from '../http/problem';
import { Freshness, type FreshnessQuery } from '../reading/freshness';
import { CLOCK } from '../tokens';
import { type GeofenceSummary, summaryOf, type VersionAnswer, versionsOf } from './geofence-view';

export type GeofenceAnswer = GeofenceSummary & { readonly versions: readonly VersionAnswer[]; readonly asOfPosition: string };

/** A geofence with all of its versions. */
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
    private readonly models: ReadModels,
    private readonly freshness: Freshness,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ geofenceId, freshness }: FindGeofence): Promise<GeofenceAnswer> {
    const asOfPosition = await this.freshness.asOf(freshness, [GEOFENCES]);
    const fence = await this.models.geofence(geofenceId);
    if (!fence) throw new Problem('geofence-not-found', 'Check the id, or pass the position of its definition as minPosition.');
    return { ...summaryOf(fence, this.clock.now()), versions: versionsOf(fence), asOfPosition };
  }
}
