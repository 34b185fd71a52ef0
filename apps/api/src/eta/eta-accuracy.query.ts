import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type AccuracyBy, recordedAccuracy } from '@waybill/domain';
import { PREDICTIONS, pastPredictions } from '@waybill/read-model';
import { Freshness, type FreshnessQuery } from '../reading/freshness';
import { type AccuracyAnswer, shownGroup } from './eta.schemas';

/** It costs a second or so to look at as many. */
const MOST_TRIPS = 2_000;

/** How good the predictions of the last arrivals were. */
export class FindEtaAccuracy extends Query<AccuracyAnswer> {
  constructor(
    readonly by: AccuracyBy,
    readonly freshness: FreshnessQuery,
  ) {
    super();
  }
}

@QueryHandler(FindEtaAccuracy)
export class FindEtaAccuracyHandler implements IQueryHandler<FindEtaAccuracy> {
  constructor(private readonly freshness: Freshness) {}

  async execute({ by, freshness }: FindEtaAccuracy): Promise<AccuracyAnswer> {
    const { found, asOfPosition } = await this.freshness.read(freshness, [PREDICTIONS], (database, { predictions }) =>
      pastPredictions(database, predictions, MOST_TRIPS),
    );
    const recorded = found.map(({ shipmentId: trip, calculatedAt: asOf, arrivedAt: arrival, ...one }) => ({ ...one, trip, asOf, arrival }));
    return { mostTrips: MOST_TRIPS, items: recordedAccuracy(recorded, by).map(shownGroup), asOfPosition };
  }
}
