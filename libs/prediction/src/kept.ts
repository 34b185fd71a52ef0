import { type Cause, type Followed, follow, isHistory, type Looked, notFollowed } from '@waybill/domain';
import type { Instant, StoredEvent } from '@waybill/events';
import type { Steps } from '@waybill/platform';
import type { SiteBook } from './site-book';

/** A shipment in memory. */
export interface Kept {
  readonly followed: Followed;
  /** The site that its destination belongs to, as that was when it was followed, by the sites of that version. */
  readonly site?: string;
  readonly sites: number;
  /** The last cause after which it was looked at; undefined when it has to be looked at whatever comes. */
  readonly looked?: Looked;
  /** The deadline that is kept for it; undefined when that is not known here. */
  readonly due?: Instant | null;
  /** Since when more of its past has been on its way; absent when it was looked at since. */
  readonly waitingSince?: Instant;
  /** Others may have been handed events of it. */
  readonly mayLack: boolean;
}

/** A shipment of which nothing is known yet. */
export const newKept: Kept = { followed: notFollowed, sites: -1, mayLack: false };

/** While the past of a shipment is being loaded, it waits until nothing has come for so long, and no longer than that in all, milliseconds. */
export const QUIET_MS = 60_000;
const MOST_WAIT_MS = 10 * 60_000;

/** Since when a shipment has waited for more of its past; undefined when it is to be looked at. */
export function waitingSince(cause: Cause, { followed, waitingSince: since }: Kept, isDue: boolean, now: Instant): Instant | undefined {
  if (!isHistory(cause, followed.observed, now)) return undefined;
  const begun = since ?? now;
  const isOver = now - cause.recordedTime >= QUIET_MS || now - begun >= MOST_WAIT_MS;
  return isDue && isOver ? undefined : begun;
}

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
export function* followAll(known: Kept | undefined, events: readonly StoredEvent[], { targetOf }: SiteBook): Steps<Followed | undefined> {
  if (!known || hasGap(known, events)) return undefined;
  let next: Followed | undefined = known.followed;
  for (const event of events) {
    next = follow(next, event, targetOf);
    if (!next) return undefined;
    yield;
  }
  return next;
}

/** The site that its destination belongs to, as it is now; undefined when that is none, or nothing is known of where it goes. */
function siteOf({ plan }: Followed, book: SiteBook): string | undefined {
  const site = plan && book.bindingOf(plan.watch.destination)?.site;
  return site && `${site.siteId}@${site.revision}`;
}

/** By the sites that there are now. */
export const bySites = (followed: Followed, known: Kept | undefined, book: SiteBook): Pick<Kept, 'site' | 'sites'> =>
  known?.followed.plan && known.sites === book.version ? known : { site: siteOf(followed, book), sites: book.version };

/** Whether it was followed to the site that its destination belongs to now: else what counts as its arrival is another thing. */
export const isBySites = ({ followed, site, sites }: Kept, book: SiteBook): boolean =>
  sites === book.version || !followed.plan || site === siteOf(followed, book);
