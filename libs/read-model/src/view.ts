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
