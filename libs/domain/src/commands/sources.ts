import { type DataOf, formatInstant, type Instant, type StoredEvent, sourceStream } from '@waybill/events';
import type { Aggregate } from '../fold';
import { type Decision, draft, type Rejection, reject } from './decision';

/** So long the secrets before a rotation count beside the new ones, in milliseconds: until the sender has the new one in use everywhere. */
export const SECRET_OVERLAP_MS = 24 * 60 * 60_000;

export type SourceTerms = Omit<DataOf<'dev.waybill.source-changed.v1'>, 'sourceId'>;

/** What the write side knows of one source. Plain JSON. */
export interface SourceState {
  readonly terms?: SourceTerms;
  readonly retired: boolean;
}

function evolveTerms(state: SourceState, event: StoredEvent): SourceState {
  switch (event.type) {
    case 'dev.waybill.source-registered.v1':
    case 'dev.waybill.source-changed.v1': {
      const { name, defaultTimeZone, scope } = event.data;
      return { ...state, terms: { name, defaultTimeZone, scope } };
    }
    case 'dev.waybill.source-retired.v1':
      return { ...state, retired: true };
    default:
      return state;
  }
}

export const SOURCE: Aggregate<SourceState> = {
  fold: { initial: () => ({ retired: false }), evolve: evolveTerms },
  stream: sourceStream,
  subject: (sourceId) => `source:${sourceId}`,
};

export const registerSource = (state: SourceState, source: DataOf<'dev.waybill.source-registered.v1'>): Decision =>
  state.terms ? [] : [draft('dev.waybill.source-registered.v1', source)];

function unusable(state: SourceState, sourceId: string): Rejection | undefined {
  if (!state.terms) return reject('source-not-found', `There is no source ${sourceId}; list them with GET /v1/sources.`);
  return state.retired ? reject('source-retired', `Source ${sourceId} is closed for good; make another one.`) : undefined;
}

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
  const rejection = unusable(state, sourceId);
  if (rejection || !state.terms) return rejection ?? [];
  const changed = isSame(state.terms, terms) ? [] : [draft('dev.waybill.source-changed.v1', { sourceId, ...terms })];
  if (secrets === undefined) return changed;
  const formerUntil = formatInstant(now + SECRET_OVERLAP_MS);
  return [...changed, draft('dev.waybill.source-secrets-rotated.v1', { sourceId, secrets: [...secrets], formerUntil })];
}

export function retireSource(state: SourceState, sourceId: string): Decision {
  if (!state.terms) return reject('source-not-found', `There is no source ${sourceId}; list them with GET /v1/sources.`);
  return state.retired ? [] : [draft('dev.waybill.source-retired.v1', { sourceId })];
}
