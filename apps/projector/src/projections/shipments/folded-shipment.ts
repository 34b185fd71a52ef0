import type { KnownLive } from '@waybill/read-model';
import type { ColdFold } from './cold';
import type { ShipmentEvents } from './grouping';
import type { JourneyFold } from './journeys';
import type { ShipmentRetractions } from './retractions';
import type { TrackChange, TrackFold } from './track';

/** What decisions and milestones make of a shipment. */
export interface Others {
  readonly journey: JourneyFold;
  readonly cold: ColdFold;
}

/** One shipment on its way through a batch; without `others` when the batch has only positions of it. */
export interface Step {
  readonly group: ShipmentEvents;
  readonly live: KnownLive | undefined;
  readonly retractions: ShipmentRetractions;
  readonly others: Others | undefined;
}

/** One shipment at the end of a batch. */
export interface FoldedShipment extends Step {
  readonly change: TrackChange;
  readonly track: TrackFold;
}
