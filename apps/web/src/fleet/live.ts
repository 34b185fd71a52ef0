import { signal } from '@preact/signals';

/** How the page learns of changes. */
export const connection = signal<'live' | 'reconnecting' | 'off'>('off');

export interface LiveHandlers {
  /** A row that changed, whole, as the list query answers it. */
  readonly onRow: (topic: 'shipment' | 'exception' | 'inbound', row: unknown) => void;
  /** The row with this id fulfils the filters no longer. */
  readonly onGone: (topic: string, id: string) => void;
  /** What the page shows may lack something: read it anew. */
  readonly onResync: () => void;
}

const TOPICS = ['shipment', 'exception', 'inbound'] as const;

/**
 * Follows the rows that a page shows, from the position that it was read at. The browser comes back by itself after a cut, and says what it
 * has had.
 * @returns ends it
 */
export function follow(query: URLSearchParams, since: string, { onRow, onGone, onResync }: LiveHandlers): () => void {
  const asked = new URLSearchParams(query);
  asked.set('since', since);
  const source = new EventSource(`/v1/stream?${asked}`);
  source.onopen = () => {
    connection.value = 'live';
  };
  source.onerror = () => {
    connection.value = 'reconnecting';
  };
  for (const topic of TOPICS) source.addEventListener(topic, (message) => onRow(topic, JSON.parse((message as MessageEvent<string>).data)));
  source.addEventListener('gone', (message) => {
    const { topic, id } = JSON.parse((message as MessageEvent<string>).data) as { topic: string; id: string };
    onGone(topic, id);
  });
  source.addEventListener('resync', onResync);
  return () => {
    source.close();
    connection.value = 'off';
  };
}
