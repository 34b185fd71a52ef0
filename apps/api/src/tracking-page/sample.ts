import { customerLocation, customerStatus, deriveStatus, type MilestoneFact, trackMilestone } from '@waybill/domain';
import type { Instant, Milestone, TrackingStage } from '@waybill/events';
import type { CustomersView } from '../track/page/view';

const HOUR = 3_600_000;
const kassel = { city: 'Kassel', country: 'DE' };
const hamburg = { city: 'Hamburg', country: 'DE' };

/** What happens to the sample: how many hours ago, where, and at which stages it has happened. */
const STORY: readonly (readonly [Milestone, number, typeof kassel, readonly TrackingStage[]])[] = [
  ['INFO_RECEIVED', 26, hamburg, ['announced', 'under-way', 'out-for-delivery', 'ended']],
  ['PICKED_UP', 20, hamburg, ['under-way', 'out-for-delivery', 'ended']],
  ['DEPARTED_HUB', 9, kassel, ['under-way', 'out-for-delivery', 'ended']],
  ['OUT_FOR_DELIVERY', 3, kassel, ['out-for-delivery', 'ended']],
  ['DELIVERED', 1, kassel, ['ended']],
];

const factOf = (milestone: Milestone, time: Instant, location: typeof kassel): MilestoneFact => ({
  eventId: milestone,
  time,
  recordedTime: time,
  source: 'sample',
  id: milestone,
  milestone,
  classifier: 'ACT',
  location,
});

/** A shipment that was never sent, as a customer would see it at a stage. */
export function sampleView(stage: TrackingStage, now: Instant): CustomersView {
  const happened = STORY.filter(([, , , stages]) => stages.includes(stage));
  const facts = happened.map(([milestone, hours, place]) => factOf(milestone, (now - hours * HOUR) as Instant, place));
  const status = deriveStatus(facts);
  const window = { earliest: (now + 2 * HOUR) as Instant, latest: (now + 3 * HOUR) as Instant };
  return {
    ...customerStatus(status, window),
    milestones: facts.map(trackMilestone),
    liveLocation: customerLocation({ latitude: 51.31, longitude: 9.48, time: now }, status.terminalAt),
  };
}
