import { type ReadonlySignal, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';

export interface Loaded<T> {
  readonly value: ReadonlySignal<T | undefined>;
  readonly error: ReadonlySignal<string | undefined>;
  /** Reads it anew; what is shown stays until the answer is there. */
  reload(): Promise<void>;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * What a request answers, for as long as the same thing is asked for; of two answers the one to the later request counts.
 * @param everyMs asks again after so long while the page is seen, for what nothing tells the changes of
 */
export function useLoaded<T>(read: () => Promise<T>, asked: readonly unknown[], everyMs?: number): Loaded<T> {
  const loaded = useMemo(() => {
    const value = signal<T | undefined>(undefined);
    const error = signal<string | undefined>(undefined);
    let latest = 0;
    const reload = async (): Promise<void> => {
      const mine = ++latest;
      try {
        const answer = await read();
        if (mine !== latest) return;
        value.value = answer;
        error.value = undefined;
      } catch (thrown) {
        if (mine === latest) error.value = messageOf(thrown);
      }
    };
    return { value, error, reload };
  }, asked);
  useEffect(() => {
    void loaded.reload();
    if (everyMs === undefined) return;
    const timer = setInterval(() => document.visibilityState === 'visible' && void loaded.reload(), everyMs);
    return () => clearInterval(timer);
  }, [loaded, everyMs]);
  return loaded;
}
