import type { StyleSpecification } from 'maplibre-gl';
import type { BaseMap } from './base';

const prefixed = (name: string): string => `base ${name}`;

/** A style as others made it. Its names are told apart from those that pages give; names of places are drawn with the viewer's own fonts. */
export function asBase({ glyphs: _, terrain: __, sources, layers, ...style }: StyleSpecification): StyleSpecification {
  return {
    ...style,
    sources: Object.fromEntries(Object.entries(sources).map(([name, source]) => [prefixed(name), source])),
    layers: layers.map((layer) => ({
      ...layer,
      id: prefixed(layer.id),
      ...('source' in layer && { source: prefixed(layer.source as string) }),
    })) as StyleSpecification['layers'],
  };
}

/** A style of another server. @throws when it cannot be read */
export async function foreignMap(url: string): Promise<BaseMap> {
  const answer = await fetch(url, { credentials: 'omit' });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}.`);
  const style = asBase((await answer.json()) as StyleSpecification);
  return { kind: 'foreign', style: () => style, paint: [] };
}
