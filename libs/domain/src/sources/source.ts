import { type DataOf, isOneOf, SOURCE_TYPES, type StoredEvent, sourceStream } from '@waybill/events';
import type { Aggregate } from '../fold';

export type SourceTerms = Omit<DataOf<'dev.waybill.source-changed.v1'>, 'sourceId'>;

/** What the write side knows of one source: nothing, its terms while it is open, or that it is closed for good. Plain JSON. */
export type SourceState =
  | { readonly phase: 'unknown' }
  | { readonly phase: 'open'; readonly terms: SourceTerms }
  | { readonly phase: 'retired' };

function evolveSource(state: SourceState, event: StoredEvent): SourceState {
  if (!isOneOf(event, SOURCE_TYPES)) return state;
  switch (event.type) {
    case 'dev.waybill.source-registered.v1':
    case 'dev.waybill.source-changed.v1': {
      const { name, defaultTimeZone, scope } = event.data;
      return state.phase === 'retired' ? state : { phase: 'open', terms: { name, defaultTimeZone, scope } };
    }
    case 'dev.waybill.source-retired.v1':
      return { phase: 'retired' };
    case 'dev.waybill.source-secrets-rotated.v1':
    case 'dev.waybill.stream-erased.v1':
      return state;
  }
}

export const SOURCE: Aggregate<SourceState> = {
  fold: { version: 2, initial: () => ({ phase: 'unknown' }), evolve: evolveSource },
  stream: sourceStream,
  subject: (sourceId) => `source:${sourceId}`,
};
