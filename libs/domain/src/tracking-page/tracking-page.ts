import { isOneOf, type StoredEvent, TRACKING_PAGE_TYPES, type TrackingPageRule, trackingPageStream } from '@waybill/events';
import type { Aggregate } from '../fold';

/** What the customers' page is like: as it comes, or as it was set up. Plain JSON. */
export type TrackingPageState = { readonly phase: 'default' } | { readonly phase: 'set'; readonly rule: TrackingPageRule };

function evolveTrackingPage(state: TrackingPageState, event: StoredEvent): TrackingPageState {
  if (!isOneOf(event, TRACKING_PAGE_TYPES)) return state;
  switch (event.type) {
    case 'dev.waybill.tracking-page-changed.v1':
      return { phase: 'set', rule: event.data };
    case 'dev.waybill.stream-erased.v1':
      return { phase: 'default' };
  }
}

/** There is one for all customers of a deployment. */
export const DEPLOYMENTS_PAGE = 'deployment';

export const TRACKING_PAGE: Aggregate<TrackingPageState> = {
  fold: { version: 1, initial: () => ({ phase: 'default' }), evolve: evolveTrackingPage },
  stream: trackingPageStream,
  subject: (page) => `tracking-page:${page}`,
};
