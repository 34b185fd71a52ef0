import { signal } from '@preact/signals';
import type { Schemas } from '../api/client';

export type TrackingPage = Schemas['TrackingPage'];
export type Stage = TrackingPage['shows']['map'][number];
export type Part = keyof TrackingPage['shows'];

/** The page as it is being set up; undefined until it was read. */
export const draft = signal<TrackingPage | undefined>(undefined);

/** Changes a part of it. What is empty is left out: the API has no word for nothing. */
export function change(part: Partial<TrackingPage>): void {
  if (!draft.value) return;
  const next = Object.entries({ ...draft.value, ...part }).filter(([, value]) => value !== undefined && value !== '');
  draft.value = Object.fromEntries(next) as unknown as TrackingPage;
}

export function changeSupport(way: string, text: string): void {
  const ways = Object.entries({ ...draft.value?.support, [way]: text.trim() }).filter(([, value]) => value);
  change({ support: ways.length > 0 ? (Object.fromEntries(ways) as TrackingPage['support']) : undefined });
}

/** Shows a part at a stage, or no more. */
export function toggle(part: Part, stage: Stage): void {
  if (!draft.value) return;
  const { shows } = draft.value;
  const stages = shows[part].includes(stage) ? shows[part].filter((one) => one !== stage) : [...shows[part], stage];
  change({ shows: { ...shows, [part]: stages } });
}
