import { computed } from '@preact/signals';
import { query } from '../router';

/** Names of the filters, as the API has them; they stand in the address of the page under the same names. */
export const FILTERS = ['q', 'status', 'carrier', 'exception', 'late'] as const;
export type FilterName = (typeof FILTERS)[number];
export type Filters = Readonly<Partial<Record<FilterName, string>>>;

export const filters = computed<Filters>(() =>
  Object.fromEntries(FILTERS.flatMap((name) => (query.value.get(name) ? [[name, query.value.get(name) as string]] : []))),
);

/** The same as text, for what is read once for each choice of filters. */
export const filterText = computed(() => new URLSearchParams(filters.value as Record<string, string>).toString());
