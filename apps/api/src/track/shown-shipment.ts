import { type CustomerPageParts, customerPage, DEFAULT_TRACKING_PAGE, shownBy } from '@waybill/domain';
import type { TrackingPageRule } from '@waybill/events';
import { entityTag } from './entity-tag';
import type { CustomersView } from './page/view';

/** What a customer may see by the rule of the deployment: as the bytes to send with their entity tag, and as what they say. */
export interface ShownShipment {
  readonly body: string;
  readonly etag: string;
  readonly view: CustomersView;
}

/** @param parts all that there is to be shown, as the read model has it */
export function shownShipment(parts: CustomerPageParts, rule: TrackingPageRule): ShownShipment {
  const body = customerPage(parts);
  const whole = JSON.parse(body) as CustomersView;
  if (rule === DEFAULT_TRACKING_PAGE) return { body, etag: entityTag(body), view: whole };
  const view = shownBy(rule, whole);
  const shown = JSON.stringify(view);
  return { body: shown, etag: entityTag(shown), view };
}
