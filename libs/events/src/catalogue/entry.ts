import type { z } from 'zod';

/** Who may cause an event: a report from outside, a decision of a command, a derivation of a reactor. */
export type EventKind = 'report' | 'decision' | 'derivation';

/** One row of the catalogue: what an event says, with its schema and an example that the schema accepts. */
export interface CatalogueEntry<S extends z.ZodType = z.ZodType> {
  readonly kind: EventKind;
  readonly says: string;
  readonly schema: S;
  readonly example: z.input<S>;
}
export const entry = <S extends z.ZodType>(kind: EventKind, says: string, schema: S, example: z.input<S>): CatalogueEntry<S> => ({
  kind,
  says,
  schema,
  example,
});
