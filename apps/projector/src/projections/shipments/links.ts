import type { TrackingLinkRow } from '@waybill/read-model';
import type { ShipmentEvents } from './grouping';

/** Links that a batch issues or revokes. A revoked link never works again. */
export function linkRows(groups: readonly ShipmentEvents[]): TrackingLinkRow[] {
  const links = new Map<string, TrackingLinkRow>();
  for (const { shipmentId, others } of groups) {
    for (const event of others) {
      if (event.type !== 'dev.waybill.tracking-link-issued.v1' && event.type !== 'dev.waybill.tracking-link-revoked.v1') continue;
      const { linkId } = event.data;
      const revoked = event.type === 'dev.waybill.tracking-link-revoked.v1' || links.get(linkId)?.revoked === true;
      links.set(linkId, { linkId, shipmentId, revoked });
    }
  }
  return [...links.values()];
}
