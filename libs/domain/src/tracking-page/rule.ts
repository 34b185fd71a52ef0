import { type ShipmentStatus, TRACKING_STAGES, type TrackingPageRule, type TrackingStage } from '@waybill/events';

const BEFORE_THE_END = ['announced', 'under-way', 'out-for-delivery'] as const satisfies readonly TrackingStage[];

/** What customers see as long as nothing else was said: everything that there is to see. */
export const DEFAULT_TRACKING_PAGE: TrackingPageRule = {
  shows: { map: [...BEFORE_THE_END], window: [...BEFORE_THE_END], town: [...TRACKING_STAGES] },
};

const STAGE_OF_STATUS: Readonly<Record<ShipmentStatus, TrackingStage>> = {
  CREATED: 'announced',
  INFO_RECEIVED: 'announced',
  PICKED_UP: 'under-way',
  IN_TRANSIT: 'under-way',
  OUT_FOR_DELIVERY: 'out-for-delivery',
  AVAILABLE_FOR_PICKUP: 'under-way',
  RETURNING: 'under-way',
  UNKNOWN: 'under-way',
  DELIVERED: 'ended',
  RETURNED: 'ended',
  CANCELLED: 'ended',
  LOST: 'ended',
};
export const stageOf = (status: ShipmentStatus): TrackingStage => STAGE_OF_STATUS[status];

/** The parts of a customer's view that a rule can take away. */
interface Restricted {
  readonly status: ShipmentStatus;
  readonly milestones: readonly { readonly location: object | null }[];
  readonly arrivalWindow: object | null;
  readonly liveLocation: object | null;
}

/** A customer's view without what the rule keeps from customers at this stage. */
export function shownBy<V extends Restricted>({ shows }: TrackingPageRule, view: V): V {
  const stage = stageOf(view.status);
  const isShown = (part: keyof typeof shows): boolean => shows[part].includes(stage);
  return {
    ...view,
    milestones: isShown('town') ? view.milestones : view.milestones.map((milestone) => ({ ...milestone, location: null })),
    arrivalWindow: isShown('window') ? view.arrivalWindow : null,
    liveLocation: isShown('map') ? view.liveLocation : null,
  };
}
