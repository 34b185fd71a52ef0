import { addProtocol, type LayerSpecification, type StyleSpecification } from 'maplibre-gl';
import { PMTiles, Protocol, TileType } from 'pmtiles';
import type { BaseMap } from './base';
import type { MapColours } from './colours';

/** Layers that archives of streets have, in the order in which they are drawn: those of Protomaps, and those of OpenMapTiles. */
const LAYERS = [
  { name: 'earth', type: 'fill', colour: 'land' },
  { name: 'water', type: 'fill', colour: 'sea' },
  { name: 'buildings', type: 'fill', colour: 'border', opacity: 0.35 },
  { name: 'building', type: 'fill', colour: 'border', opacity: 0.35 },
  { name: 'boundaries', type: 'line', colour: 'border' },
  { name: 'boundary', type: 'line', colour: 'border' },
  { name: 'roads', type: 'line', colour: 'border' },
  { name: 'transportation', type: 'line', colour: 'border' },
  { name: 'places', type: 'symbol', colour: 'city' },
  { name: 'place', type: 'symbol', colour: 'city' },
] as const satisfies readonly { name: string; type: string; colour: keyof MapColours; opacity?: number }[];
type Known = (typeof LAYERS)[number];

const SOURCE = 'streets';
const idOf = ({ name }: Known): string => `streets ${name}`;
const COLOUR_OF = { fill: 'fill-color', line: 'line-color', symbol: 'text-color' } as const;
/** Roads grow with the zoom: hair lines over a country, as wide as they are in a town. */
const ROAD_WIDTH = ['interpolate', ['exponential', 1.6], ['zoom'], 5, 0.4, 12, 1.6, 17, 9] as const;

function drawnAs(layer: Known, colours: MapColours): LayerSpecification {
  const shared = { id: idOf(layer), source: SOURCE, 'source-layer': layer.name };
  const colour = colours[layer.colour];
  switch (layer.type) {
    case 'fill': {
      const opacity = 'opacity' in layer ? layer.opacity : 1;
      const filter = ['==', ['geometry-type'], 'Polygon'] as never;
      return { ...shared, type: 'fill', filter, paint: { 'fill-color': colour, 'fill-opacity': opacity } };
    }
    case 'line':
      return { ...shared, type: 'line', paint: { 'line-color': colour, 'line-width': ROAD_WIDTH as never } };
    case 'symbol':
      return {
        ...shared,
        type: 'symbol',
        layout: { 'text-field': ['get', 'name'], 'text-size': 11, 'text-font': ['system-ui', 'sans-serif'] },
        paint: { 'text-color': colour, 'text-halo-color': colours.halo, 'text-halo-width': 1.2 },
      };
  }
}

interface Metadata {
  readonly attribution?: string;
  readonly vector_layers?: readonly { readonly id: string }[];
}

function vectorMap(url: string, { attribution, vector_layers = [] }: Metadata): BaseMap {
  const there = new Set(vector_layers.map(({ id }) => id));
  const known = LAYERS.filter(({ name }) => there.has(name));
  // OpenMapTiles has no layer of land: what is no water is.
  const ground = there.has('earth') ? 'sea' : 'land';
  const style = (colours: MapColours): StyleSpecification => ({
    version: 8,
    sources: { [SOURCE]: { type: 'vector', url: `pmtiles://${url}`, ...(attribution && { attribution }) } },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': colours[ground] } },
      ...known.map((layer) => drawnAs(layer, colours)),
    ],
  });
  const halo = known.flatMap((layer) => (layer.type === 'symbol' ? ([[idOf(layer), 'text-halo-color', 'halo']] as const) : []));
  const paint = known.map((layer) => [idOf(layer), COLOUR_OF[layer.type], layer.colour] as const);
  return { kind: 'streets', style, paint: [['ground', 'background-color', ground], ...paint, ...halo] };
}

const pictureMap = (url: string, { attribution }: Metadata): BaseMap => ({
  kind: 'streets',
  style: () => ({
    version: 8,
    sources: { [SOURCE]: { type: 'raster', url: `pmtiles://${url}`, tileSize: 256, ...(attribution && { attribution }) } },
    layers: [{ id: 'streets pictures', type: 'raster', source: SOURCE }],
  }),
  paint: [],
});

/** A PMTiles archive, which is read part by part. @throws when it is none */
export async function streetMap(url: string): Promise<BaseMap> {
  const archive = new PMTiles(url);
  const [{ tileType }, metadata] = await Promise.all([archive.getHeader(), archive.getMetadata()]);
  const protocol = new Protocol();
  protocol.add(archive);
  addProtocol('pmtiles', protocol.tile);
  const map = tileType === TileType.Mvt ? vectorMap : pictureMap;
  return map(url, metadata as Metadata);
}
