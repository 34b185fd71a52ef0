import { earliestOf } from '@waybill/events';
import { NO_FIX, type TrackedRow } from '@waybill/read-model';
import type { FoldedShipment } from './folded-shipment';

/** Whether none of the fixes of a batch can be the earliest: each comes after one that counts. */
const followsOn = ({ state: { anchor }, fresh }: FoldedShipment['change']): boolean =>
  [...fresh.counting, ...fresh.held].every(({ time }) => anchor !== null && time >= anchor.time);

/** From when to when it may be known where a shipment was: a row at its beginning, and again when a batch may have changed that. */
export function trackedRow({
  group: { shipmentId },
  live,
  change,
}: Pick<FoldedShipment, 'group' | 'live' | 'change'>): TrackedRow | undefined {
  const { fresh, terminalAt, terminalBefore } = change;
  if (live !== undefined && terminalAt === terminalBefore && followsOn(change)) return undefined;
  const times = [...fresh.counting, ...fresh.held].map(({ time }) => time);
  return { shipmentId, beganAt: earliestOf(NO_FIX, ...times), endedAt: terminalAt };
}
