import { IssueTrackingLinkHandler } from './issue-tracking-link.handler';
import { RevokeTrackingLinkHandler } from './revoke-tracking-link.handler';
import { TrackingLinksController } from './tracking-links.controller';

export const TRACKING_LINK_CONTROLLERS = [TrackingLinksController];
export const TRACKING_LINK_HANDLERS = [IssueTrackingLinkHandler, RevokeTrackingLinkHandler];
