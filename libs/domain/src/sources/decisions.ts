import { formatInstant, type Instant, type JsonOf } from '@waybill/events';
import { type Decision, draft, type Rejection, reject } from '../decision';
import type { SourceState, SourceTerms } from './source';

/** So long the secrets before a rotation count beside the new ones, in milliseconds: until the sender has the new one in use everywhere. */
export const SECRET_OVERLAP_MS = 24 * 60 * 60_000;

export const registerSource = (state: SourceState, source: JsonOf<'dev.waybill.source-registered.v1'>): Decision =>
  state.phase === 'unknown' ? [draft('dev.waybill.source-registered.v1', source)] : [];

const unknown = (sourceId: string): Rejection =>
  reject('source-not-found', `There is no source ${sourceId}; list them with GET /v1/sources.`);

const isSame = (a: SourceTerms, b: SourceTerms): boolean =>
  a.name === b.name && a.defaultTimeZone === b.defaultTimeZone && a.scope === b.scope;

/** @param secrets the new ones, sealed; undefined when those that there are stay */
export function changeSource(
  state: SourceState,
  sourceId: string,
  terms: SourceTerms,
  secrets: readonly string[] | undefined,
  now: Instant,
): Decision {
  if (state.phase === 'unknown') return unknown(sourceId);
  if (state.phase === 'retired') return reject('source-retired', `Source ${sourceId} is closed for good; make another one.`);
  const changed = isSame(state.terms, terms) ? [] : [draft('dev.waybill.source-changed.v1', { sourceId, ...terms })];
  if (secrets === undefined) return changed;
  const formerUntil = formatInstant(now + SECRET_OVERLAP_MS);
  return [...changed, draft('dev.waybill.source-secrets-rotated.v1', { sourceId, secrets: [...secrets], formerUntil })];
}

export function retireSource({ phase }: SourceState, sourceId: string): Decision {
  if (phase === 'unknown') return unknown(sourceId);
  return phase === 'retired' ? [] : [draft('dev.waybill.source-retired.v1', { sourceId })];
}
