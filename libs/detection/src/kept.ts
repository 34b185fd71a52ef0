import { concernsLateness, countOf, predictedFact, SEEN_FOR_MS } from '@waybill/domain';
import { type Instant, instantAt, keysOf, type StoredEvent } from '@waybill/events';
import type { Steps } from '@waybill/platform';
import { type Earlier, remember } from './earlier';
import type { FenceBook } from './fences';
import { follow, mayChangeAtFences, newlyWatched, nextChange, type Watched } from './watched';

/** All of the facts that exceptions follow from. */
export interface Said extends Pick<Watched, 'transitions'>, Pick<Watched['detection'], 'ledger'> {
  readonly departedAt?: Instant;
  readonly endedAt?: Instant;
}

/** A shipment in memory. */
export interface Kept {
  readonly watched: Watched;
  readonly earlier: Earlier;
  /** Version of the fences that it was matched against. */
  readonly fences: number;
  /** What its exceptions were last compared with, and when; undefined when they have to be compared again, whatever comes. */
  readonly said?: Said;
  readonly saidAt: Instant;
  /** When fences ask for another look after that, if no fact does before. */
  readonly fenceDue?: Instant;
  /** Others may have been handed events of it. */
  readonly mayLack: boolean;
  /** The deadline that is kept for it; undefined when that is not known here. */
  readonly due?: Instant | null;
}

/** About what a shipment costs, and an earlier state, an episode or crossing, and a point of the route of it. */
const [SHIPMENT_BYTES, EARLIER_BYTES, EPISODE_BYTES, POINT_BYTES] = [4_000, 1_500, 2_000, 100];
export function bytesOf({ watched: { watch, detection, transitions }, earlier }: Kept): number {
  const episodes = Object.values(detection.ledger).reduce((sum, { closed }) => sum + countOf(closed) + 1, transitions.length);
  const points = (watch?.route?.coordinates.length ?? 0) + (detection.journey.route?.coordinates.length ?? 0);
  return SHIPMENT_BYTES + earlier.length * EARLIER_BYTES + episodes * EPISODE_BYTES + points * POINT_BYTES;
}

const ofFacts = ({ detection: { ledger, journey }, transitions }: Watched): Said => ({
  ledger,
  transitions,
  departedAt: journey.departedAt,
  endedAt: journey.endedAt,
});

/**
 * Undefined when the clock alone has changed something since the last fact, be it only that the shipment counts as unseen: the next one,
 * though it begins and ends nothing, may undo that.
 */
export function* saidOf(watched: Watched, fences: FenceBook, at: Instant): Steps<Said | undefined> {
  const isUnseen = at - (watched.match.sightings.last ?? at) > SEEN_FOR_MS;
  if (isUnseen) return undefined;
  const last = watched.detection.last?.at ?? instantAt(0);
  const change = nextChange(watched, last, undefined);
  const isOtherNow = (change !== undefined && change <= at) || (yield* mayChangeAtFences(watched, fences, last, at));
  return isOtherNow ? undefined : ofFacts(watched);
}

export type Shipment = Pick<Kept, 'watched' | 'earlier'>;

/** As it is now, and what is kept of how it was. */
export const moved = (before: Kept | undefined, watched: Watched): Shipment => ({
  watched,
  earlier: remember(before?.earlier ?? [], watched),
});

/** A shipment of which nothing has been said yet. */
export const newKept: Kept = {
  watched: newlyWatched,
  earlier: [],
  fences: 0,
  said: ofFacts(newlyWatched),
  saidAt: instantAt(0),
  mayLack: false,
};

/** False when fences have changed at a time of which it has been told already. */
export function stillHolds({ watched: { match }, fences }: Kept, book: FenceBook): boolean {
  return match.last === null || fences === book.version || match.last.time < book.changedFrom(fences);
}

export function* followAll(watched: Watched, events: readonly StoredEvent[], fences: FenceBook): Steps<Watched | undefined> {
  let next: Watched | undefined = watched;
  for (const event of events) {
    next = follow(next, event, fences);
    if (!next) return undefined;
    yield;
  }
  return next;
}

/** True when something that was handed to others may stand in the stream between what is known and these events. */
export const hasGap = ({ mayLack, watched }: Kept, [first]: readonly StoredEvent[]): boolean =>
  mayLack && first !== undefined && first.revision > watched.revision + 1;

/** No fact began or ended anything, or crossed a fence. */
export function saysSame({ said }: Kept, watched: Watched): boolean {
  const now = ofFacts(watched);
  return said !== undefined && keysOf(now).every((key) => now[key] === said[key]);
}

/** With facts that follow in order and are to be compared later; undefined when it has to be derived again for them. */
export function* passedBy(known: Kept | undefined, events: readonly StoredEvent[], fences: FenceBook): Steps<Kept | undefined> {
  if (!known || !stillHolds(known, fences) || hasGap(known, events)) return undefined;
  const watched = yield* followAll(known.watched, events, fences);
  return watched && { ...known, ...moved(known, watched), fences: fences.version, said: undefined, due: undefined };
}

/** From a prediction that can neither begin nor end lateness nothing follows; of the others the shipment is derived again. */
export function saysNothingOfLateness(known: Kept | undefined, prediction: StoredEvent): boolean {
  const fact = predictedFact(prediction);
  return known?.watched.watch !== undefined && (fact?.kind !== 'estimate' || !concernsLateness(fact.of, known.watched.watch));
}
