import type { FeatureCollection } from 'geojson';
import type { StyleSpecification } from 'maplibre-gl';
import { feature } from 'topojson-client';
import type { Topology } from 'topojson-specification';
import type { BaseMap } from './base';
import type { MapColours } from './colours';

interface World {
  readonly land: FeatureCollection;
  readonly borders: FeatureCollection;
  readonly cities: FeatureCollection;
}

const json = async <T>(file: string): Promise<T> => {
  const answer = await fetch(`/basemap/${file}`);
  if (!answer.ok) throw new Error(`The base map cannot be loaded (${answer.status}).`);
  return answer.json() as Promise<T>;
};

async function loadWorld(): Promise<World> {
  const [topology, cities] = await Promise.all([json<Topology>('world.json'), json<FeatureCollection>('cities.json')]);
  const { land, borders } = topology.objects;
  if (!land || !borders) throw new Error('The base map has no land.');
  return { land: asCollection(topology, land), borders: asCollection(topology, borders), cities };
}

function asCollection(topology: Topology, shape: Topology['objects'][string]): FeatureCollection {
  const drawn = feature(topology, shape);
  return drawn.type === 'FeatureCollection' ? drawn : { type: 'FeatureCollection', features: [drawn] };
}

/** Fewer names while more of the world is seen. */
const CITIES_BY_ZOOM = ['<=', ['get', 'rank'], ['step', ['zoom'], 25, 3, 80, 4, 200, 5, 450]];

/** A quiet map: what matters on it are the shipments. Without `glyphs`, names are drawn with the viewer's own fonts. */
const baseStyle = ({ land, borders, cities }: World, colours: MapColours): StyleSpecification => ({
  version: 8,
  sources: {
    land: { type: 'geojson', data: land, attribution: 'Natural Earth · GeoNames' },
    borders: { type: 'geojson', data: borders },
    cities: { type: 'geojson', data: cities },
  },
  layers: [
    { id: 'sea', type: 'background', paint: { 'background-color': colours.sea } },
    { id: 'land', type: 'fill', source: 'land', paint: { 'fill-color': colours.land } },
    { id: 'borders', type: 'line', source: 'borders', paint: { 'line-color': colours.border, 'line-width': 0.8 } },
    {
      id: 'cities',
      type: 'symbol',
      source: 'cities',
      filter: CITIES_BY_ZOOM as never,
      layout: {
        'text-field': ['get', 'name'],
        'text-size': 11,
        'text-font': ['system-ui', 'sans-serif'],
        'symbol-sort-key': ['get', 'rank'],
      },
      paint: { 'text-color': colours.city, 'text-halo-color': colours.halo, 'text-halo-width': 1.2 },
    },
  ],
});

const BASE_PAINT: BaseMap['paint'] = [
  ['sea', 'background-color', 'sea'],
  ['land', 'fill-color', 'land'],
  ['borders', 'line-color', 'border'],
  ['cities', 'text-color', 'city'],
  ['cities', 'text-halo-color', 'halo'],
];

/** Land, borders and large cities, from the server that the page came from. */
export async function worldMap(): Promise<BaseMap> {
  const world = await loadWorld();
  return { kind: 'world', style: (colours) => baseStyle(world, colours), paint: BASE_PAINT };
}
