import type { Instant } from '@waybill/events';
import { compareFixes, type Fix } from './fix';
import { type FixMark, isAccepted } from './scan';

/**
 * The fix that stands for where a shipment is: the last accepted one in event time that is not after `terminalAt`, when the
 * journey ended (`deriveStatus`). Undefined when there is none. The fixes may be in any order.
 */
export function liveFix<F extends Fix>(fixes: Iterable<F>, marks: ReadonlyMap<string, FixMark>, terminalAt?: Instant): F | undefined {
  let live: F | undefined;
  for (const fix of fixes) {
    const within = terminalAt === undefined || fix.time <= terminalAt;
    if (within && isAccepted(marks.get(fix.eventId)) && (!live || compareFixes(live, fix) < 0)) live = fix;
  }
  return live;
}
