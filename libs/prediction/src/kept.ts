import { type Cause, type Followed, follow, notFollowed } from '@waybill/domain';
import type { Instant, StoredEvent } from '@waybill/events';
import type { Steps } from '@waybill/platform';

/** A shipment in memory. */
export interface Kept {
  readonly followed: Followed;
  /** The last cause after which it was looked at; undefined when it has to be looked at whatever comes. */
  readonly looked?: Cause;
  /** The deadline that is kept for it; undefined when that is not known here. */
  readonly due?: Instant | null;
  /** Others may have been handed events of it. */
  readonly mayLack: boolean;
}

/** A shipment of which nothing is known yet. */
export const newKept: Kept = { followed: notFollowed, mayLack: false };

/** About what a shipment costs, and a place where it was in the last hours, and a point of its route. */
const [SHIPMENT_BYTES, SAMPLE_BYTES, POINT_BYTES] = [4_000, 60, 100];
export function bytesOf({ followed: { plan, observed } }: Kept): number {
  const points = (plan?.watch.route?.coordinates.length ?? 0) + (observed.journey.route?.coordinates.length ?? 0);
  return SHIPMENT_BYTES + observed.motion.samples.length * SAMPLE_BYTES + points * POINT_BYTES;
}

/** True when something that was handed to others may stand in the stream between what is known and these events, or behind it. */
const hasGap = ({ mayLack, followed }: Kept, [first]: readonly StoredEvent[]): boolean =>
  mayLack && (first === undefined || first.revision > followed.revision + 1);

/** The shipment after some events of its stream; undefined when that has to be read. */
export function* followAll(known: Kept | undefined, events: readonly StoredEvent[]): Steps<Followed | undefined> {
  if (!known || hasGap(known, events)) return undefined;
  let next: Followed | undefined = known.followed;
  for (const event of events) {
    next = follow(next, event);
    if (!next) return undefined;
    yield;
  }
  return next;
}
