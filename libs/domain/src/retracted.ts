import type { StoredEvent } from '@waybill/events';
import { type Decision, draft, reject } from './decision';

/** Source of the events that the attribution reactor writes; its retractions can be taken back, a person's cannot. */
export const ATTRIBUTION_SOURCE = 'urn:waybill:attribution';

/** The facts of a stream that do not count: stored event id → who retracted it. */
export type Retracted = Readonly<Record<string, 'person' | 'attribution'>>;

/** A fact is declared wrong, or counts again. */
export type Correction = StoredEvent<'dev.waybill.fact-retracted.v1' | 'dev.waybill.fact-reinstated.v1'>;

/** The last word on a fact holds. A retraction may stand before its fact: what is then delivered again stays retracted. */
export function corrected(retracted: Retracted, event: Correction): Retracted {
  const { [event.data.eventId]: _, ...others } = retracted;
  switch (event.type) {
    case 'dev.waybill.fact-retracted.v1':
      return { ...others, [event.data.eventId]: event.metadata.source === ATTRIBUTION_SOURCE ? 'attribution' : 'person' };
    case 'dev.waybill.fact-reinstated.v1':
      return others;
  }
}

/** Declares a fact of a stream wrong: it no longer counts, and what was derived from it is derived again. */
export function retraction(retracted: Retracted, isThere: boolean, eventId: string, reason: string): Decision {
  if (!isThere) return reject('fact-not-found', `There is no fact ${eventId} here; take the eventid from GET …/events.`);
  return retracted[eventId] === 'person' ? [] : [draft('dev.waybill.fact-retracted.v1', { eventId, reason })];
}
