import type { Components, Schema } from './schema-values';

interface Parameter {
  readonly in: string;
  readonly name: string;
  readonly schema?: Schema;
}
interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, { readonly content?: object }>>;
}

/** A route that takes a body or a query, as the product describes it. */
export interface Route {
  readonly method: string;
  readonly path: string;
  readonly query: readonly Parameter[];
  readonly bodies: readonly (readonly [mediaType: string, schema: Schema])[];
}
export interface Described {
  readonly routes: readonly Route[];
  readonly components: Components;
}

const isStream = ({ responses }: Operation): boolean => Object.keys(responses['200']?.content ?? {}).includes('text/event-stream');

/** The routes of an OpenAPI document. */
export function routesOf(document: { paths: Record<string, Record<string, Operation>>; components: { schemas: Components } }): Described {
  const all = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, operation]): Route[] => {
      if (!operation.responses || isStream(operation)) return [];
      const query = (operation.parameters ?? []).filter((one) => one.in === 'query');
      const bodies = Object.entries(operation.requestBody?.content ?? {}).map(([type, { schema }]) => [type, schema] as const);
      return [{ method: method.toUpperCase(), path, query, bodies }];
    }),
  );
  return { routes: all.filter(({ query, bodies }) => query.length + bodies.length > 0), components: document.components.schemas };
}
