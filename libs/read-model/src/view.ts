import { formatInstant } from '@waybill/events';
import { z } from 'zod';

type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;
/** What a schema of an answer describes; what was read is not changed any more. */
export type View<S extends z.ZodType> = Frozen<z.infer<S>>;

/** Times in answers. Members that are unknown are null, so that a view is JSON as it stands. */
export const time = z.string().meta({ format: 'date-time', description: 'UTC with milliseconds' });

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** Milliseconds since the Unix epoch as answers have them; bigint comes as text from node-postgres. */
export const iso = (millis: string | number): string => formatInstant(Number(millis));
export const isoOrNull = (millis: string | number | null): string | null => (millis === null ? null : iso(millis));

/** A position of a checkpoint, which is negative before the first event. */
export const positionOrNull = (position: string | null): string | null => (position === null || position.startsWith('-') ? null : position);
