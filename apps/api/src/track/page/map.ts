import { type Html, html } from './html';

/** A town: name, inhabitants, and steps from the south-western corner of its square. */
type Town = readonly [name: string, population: number, x: number, y: number];
interface Square {
  /** SVG paths, in steps from the corner; y grows northwards. */
  readonly land: string;
  readonly borders: string;
  readonly towns: readonly Town[];
}
/** Land, borders and towns of the world in squares, by the longitude and latitude of their corner, as the build makes them. */
export interface BaseMap {
  /** Degrees. */
  readonly square: number;
  readonly stepsPerDegree: number;
  readonly squares: Readonly<Record<string, Square>>;
}
interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

const WIDTH = 460;
const HEIGHT = 240;
/** Pixels of a degree of latitude: the picture shows about 180 km from north to south. */
const SCALE = 150;
/** Near the poles a degree of longitude has next to no width. */
const NARROWEST = 0.15;
const LETTER = { width: 8.5, height: 18 };
const MOST_TOWNS = 10;

/** Pixels from the middle of the picture. */
const projection = ({ latitude, longitude }: Place) => {
  const across = SCALE * Math.max(Math.cos((latitude * Math.PI) / 180), NARROWEST);
  return {
    across,
    x: (degrees: number): number => Math.round((WIDTH / 2 + (degrees - longitude) * across) * 10) / 10,
    y: (degrees: number): number => Math.round((HEIGHT / 2 - (degrees - latitude) * SCALE) * 10) / 10,
  };
};
type Projection = ReturnType<typeof projection>;

interface Seen {
  readonly west: number;
  readonly south: number;
  readonly square: Square;
}

/** The squares that the picture shows a part of. Their longitudes go on beyond 180 degrees, so that the picture has no gap there. */
function squaresAround({ square: side, squares }: BaseMap, { latitude, longitude }: Place, { across }: Projection): Seen[] {
  const first = (degrees: number, pixels: number, scale: number) => Math.floor((degrees - pixels / 2 / scale) / side) * side;
  const seen: Seen[] = [];
  for (let south = first(latitude, HEIGHT, SCALE); south < latitude + HEIGHT / 2 / SCALE; south += side)
    for (let west = first(longitude, WIDTH, across); west < longitude + WIDTH / 2 / across; west += side) {
      const around = ((((west + 180) % 360) + 360) % 360) - 180;
      const square = squares[`${around},${south}`];
      if (square) seen.push({ west, south, square });
    }
  return seen;
}

interface Label {
  readonly name: string;
  readonly x: number;
  readonly y: number;
}
const overlap = (a: Label, b: Label): boolean =>
  Math.abs(a.y - b.y) < LETTER.height && a.x < b.x + b.name.length * LETTER.width && b.x < a.x + a.name.length * LETTER.width;
const fits = ({ name, x, y }: Label): boolean => x > 4 && x + name.length * LETTER.width + 8 < WIDTH && y > 14 && y < HEIGHT - 8;

/** Names of the largest towns that do not stand in each other's way, nor in the way of the position. */
function labels(seen: readonly Seen[], { stepsPerDegree }: BaseMap, { x, y }: Projection): Label[] {
  const towns = seen.flatMap(({ west, south, square }) =>
    square.towns.map(([name, population, right, up]) => ({
      population,
      label: { name, x: x(west + right / stepsPerDegree), y: y(south + up / stepsPerDegree) },
    })),
  );
  const position: Label = { name: 'xxxx', x: WIDTH / 2 - 17, y: HEIGHT / 2 };
  const placed: Label[] = [position];
  for (const { label } of towns.sort((a, b) => b.population - a.population))
    if (placed.length <= MOST_TOWNS && fits(label) && !placed.some((other) => overlap(label, other))) placed.push(label);
  return placed.slice(1);
}

/** A small map with a place in its middle, drawn from what the page's own server has: nothing is asked of others. */
export function drawMap(map: BaseMap, place: Place): Html {
  const projected = projection(place);
  const seen = squaresAround(map, place, projected);
  const scale = [projected.across, -SCALE].map((pixels) => Math.round((pixels / map.stepsPerDegree) * 1_000) / 1_000).join(' ');
  const shapes = seen.map(({ west, south, square: { land, borders } }) => {
    const transform = `translate(${projected.x(west)} ${projected.y(south)}) scale(${scale})`;
    return html`<g transform="${transform}"><path class="land" d="${land}"/><path class="borders" d="${borders}"/></g>`;
  });
  const towns = labels(seen, map, projected).map(
    ({ name, x, y }) => html`<circle class="town" cx="${x}" cy="${y}" r="2.5"/><text x="${x + 6}" y="${y + 5}">${name}</text>`,
  );
  const middle = html`<circle class="about" cx="${WIDTH / 2}" cy="${HEIGHT / 2}" r="16"/>`;
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true" direction="ltr"><path class="sea" d="M0 0h${WIDTH}v${HEIGHT}H0z"/>${shapes}<g class="towns">${towns}</g>${middle}</svg>`;
}
