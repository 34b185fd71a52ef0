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

/** So long after it was refused from the beginning a stream is tried again. */
const TRY_AGAIN_MS = 5_000;

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
  let wasOpen = false;
  source.onopen = () => {
    wasOpen = true;
    connection.value = 'live';
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  source.onerror = () => {
    connection.value = 'reconnecting';
    // A browser comes back by itself after a cut, not after a refusal: what the page reads then says why, for example that nobody is signed in.
    if (source.readyState === EventSource.CLOSED) timer = setTimeout(onResync, wasOpen ? 0 : TRY_AGAIN_MS);
  };
  for (const topic of TOPICS) source.addEventListener(topic, (message) => onRow(topic, JSON.parse((message as MessageEvent<string>).data)));
  source.addEventListener('gone', (message) => {
    const { topic, id } = JSON.parse((message as MessageEvent<string>).data) as { topic: string; id: string };
    onGone(topic, id);
  });
  source.addEventListener('resync', onResync);
  return () => {
    clearTimeout(timer);
    source.close();
    connection.value = 'off';
  };
}
