import { computed, signal } from '@preact/signals';

const here = () => ({ path: location.pathname, query: location.search });
const place = signal(here());
addEventListener('popstate', () => {
  place.value = here();
});

export const path = computed(() => place.value.path);
export const query = computed(() => new URLSearchParams(place.value.query));

/** Opens a page of the console. @param replace takes the place of the current entry of the history */
export function go(to: string, replace = false): void {
  history[replace ? 'replaceState' : 'pushState'](null, '', to);
  place.value = here();
  if (!replace) scrollTo(0, 0);
}

/** Keeps a value in the address, so that a page can be shared as it is seen; nothing takes it out. */
export function keep(changes: Readonly<Record<string, string | undefined>>): void {
  const next = new URLSearchParams(query.value);
  for (const [name, value] of Object.entries(changes)) value ? next.set(name, value) : next.delete(name);
  const text = next.toString();
  go(text ? `${path.value}?${text}` : path.value, true);
}

/** Lets links within the console open without loading it again; others, and those with a modifier key, are the browser's. */
export function followLinks(event: MouseEvent): void {
  const link = (event.target as Element).closest('a');
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!link || !isPlain || event.defaultPrevented || link.target || link.hasAttribute('download')) return;
  if (link.getAttribute('href')?.startsWith('#')) return;
  const { origin, pathname, search } = new URL(link.href);
  if (origin !== location.origin || /^\/(docs|openapi|v1|track)/.test(pathname)) return;
  event.preventDefault();
  go(pathname + search);
}
