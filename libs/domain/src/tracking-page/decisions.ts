import { canonicalJson, type TrackingPageRule } from '@waybill/events';
import { type Decision, draft } from '../decision';
import { DEFAULT_TRACKING_PAGE } from './rule';
import type { TrackingPageState } from './tracking-page';

/** The rule that holds. */
export const ruleOf = (state: TrackingPageState): TrackingPageRule => (state.phase === 'set' ? state.rule : DEFAULT_TRACKING_PAGE);

/** Has the customers' page be another one. It is replaced whole; what is as it was is no change. */
export const changeTrackingPage = (state: TrackingPageState, rule: TrackingPageRule): Decision =>
  canonicalJson(ruleOf(state)) === canonicalJson(rule) ? [] : [draft('dev.waybill.tracking-page-changed.v1', rule)];
