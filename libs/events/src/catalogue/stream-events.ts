import { streamErased, streamRemembered, streamsListed } from './administration';
import { type CatalogueEntry, entry } from './entry';

const eventId = '7d0c7a3e-51f3-5d7e-8f6d-0a54d2f3b7a1';

/** What is noted of streams themselves. */
export const STREAM_EVENTS = {
  'dev.waybill.stream-erased.v1': entry('decision', 'An operator deleted the stream for good, in the event store.', streamErased, {}),
  'dev.waybill.stream-remembered.v1': entry('derivation', 'What a writer has to remember of a long stream.', streamRemembered, {
    upTo: 999,
    position: '81920',
    seen: [[eventId, 'q1zR0fL2mX8cYb3K']],
    commands: [],
    state: {},
  }),
  'dev.waybill.streams-listed.v1': entry(
    'derivation',
    'Names streams of one kind of reference data: API keys, fences, sites, sources.',
    streamsListed,
    {
      streams: ['apikey-key_1'],
      completeTo: 6,
    },
  ),
} as const satisfies Record<string, CatalogueEntry>;
