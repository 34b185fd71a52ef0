import { type ArrivalInstants, type CustomerFix, customerLocation, customerPage, customerStatus, trackMilestone } from './customer-view';
import type { MilestoneFact } from './milestone-fact';
import { compareMilestones } from './order';
import { deriveStatus, movesJourney } from './status';

/** The page that some facts come to, as the read model keeps its parts. */
export function pageOf(milestones: readonly MilestoneFact[], arrivalWindow: ArrivalInstants | null = null, live?: CustomerFix): string {
  const status = deriveStatus(milestones);
  const liveLocation = customerLocation(live, status.terminalAt);
  return customerPage({
    status: JSON.stringify(customerStatus(status, arrivalWindow)),
    milestones: milestones
      .filter(movesJourney)
      .sort(compareMilestones)
      .map((milestone) => JSON.stringify(trackMilestone(milestone))),
    liveLocation: liveLocation && JSON.stringify(liveLocation),
    arrivalWindow: null,
  });
}
