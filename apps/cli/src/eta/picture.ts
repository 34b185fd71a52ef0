import { accuracyByBucket, bucketName, type Scored } from '@waybill/domain';

const [WIDTH, HEIGHT, LEFT, TOP, BOTTOM] = [460, 240, 52, 28, 34];
const COLOURS = ['#1b6ca8', '#c2541b', '#3a7d44', '#7b4b94', '#8a6d1a'];

interface Point {
  readonly bucket: number;
  readonly value: number;
}
/** Values by bucket of hours out, joined by a line. */
export interface Line {
  readonly name: string;
  readonly points: readonly Point[];
}
interface Axes {
  readonly title: string;
  readonly most: number;
  readonly ticks: readonly number[];
  readonly label: (value: number) => string;
  /** A band that values should lie in. */
  readonly band?: readonly [from: number, until: number];
}

const plain = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const x = (bucket: number): number => LEFT + 20 + (bucket * (WIDTH - LEFT - 40)) / 6;
const y = (value: number, { most }: Axes): number => Math.round((HEIGHT - BOTTOM - (value / most) * (HEIGHT - BOTTOM - TOP)) * 10) / 10;
const at = ({ bucket, value }: Point, axes: Axes): string => `${Math.round(x(bucket))},${y(value, axes)}`;

function linesOf(lines: readonly Line[], axes: Axes): string[] {
  return lines.flatMap(({ name, points }, i) => {
    const colour = COLOURS[i % COLOURS.length];
    const dots = points.map((point) => {
      const [cx, cy] = at(point, axes).split(',');
      return `<circle cx="${cx}" cy="${cy}" r="3" fill="${colour}"/>`;
    });
    const way = `<polyline points="${points.map((point) => at(point, axes)).join(' ')}" fill="none" stroke="${colour}" stroke-width="1.5"/>`;
    const legend = `<text x="${LEFT + 8}" y="${TOP + 10 + i * 12}" fill="${colour}">${plain(name)}</text>`;
    return [way, ...dots, legend];
  });
}

/** Lines by hours out, as SVG. */
function drawn(lines: readonly Line[], axes: Axes): string {
  const { title, ticks, label, band } = axes;
  const shaded = band
    ? [
        `<rect x="${LEFT}" y="${y(band[1], axes)}" width="${WIDTH - LEFT - 10}" height="${Math.round((y(band[0], axes) - y(band[1], axes)) * 10) / 10}" fill="#e3efe3"/>`,
      ]
    : [];
  const grid = ticks.flatMap((tick) => [
    `<line x1="${LEFT}" x2="${WIDTH - 10}" y1="${y(tick, axes)}" y2="${y(tick, axes)}" stroke="#ddd"/>`,
    `<text x="${LEFT - 6}" y="${y(tick, axes) + 4}" text-anchor="end">${label(tick)}</text>`,
  ]);
  const buckets = Array.from(
    { length: 7 },
    (_, i) => `<text x="${Math.round(x(i))}" y="${HEIGHT - 12}" text-anchor="middle">${bucketName(i)}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="sans-serif" font-size="11">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<text x="${LEFT}" y="16" font-weight="bold">${plain(title)}</text>`,
    ...shaded,
    ...grid,
    ...buckets,
    ...linesOf(lines, axes),
    '</svg>',
    '',
  ].join('\n');
}

/** The least of 1, 2 and 5 times a power of ten that is not below a value. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10) * power;
}

/** Windows should hold this share of arrivals. */
const WANTED_COVERAGE = [0.77, 0.83] as const;

/** Lines of the mean error of p50 in a unit, as a picture. */
export function errorPicture(title: string, errors: readonly Line[]): string {
  const most = roundUp(Math.max(...errors.flatMap(({ points }) => points.map(({ value }) => value))));
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => share * most);
  return drawn(errors, { title, most, ticks, label: (value) => `${Math.round(value * 100) / 100}` });
}

/** Lines of the share of arrivals that windows hold, as a picture. */
export const coveragePicture = (title: string, held: readonly Line[]): string =>
  drawn(held, {
    title,
    most: 1,
    ticks: [0, 0.2, 0.4, 0.6, 0.8, 1],
    label: (value) => `${Math.round(value * 100)} %`,
    band: WANTED_COVERAGE,
  });

/** By file name, what recorded predictions came to by hours out; none when there are none. */
export function picturesOf(scored: readonly Scored[]): Readonly<Record<string, string>> {
  const buckets = accuracyByBucket(scored);
  const lineOf = (told: (bucket: NonNullable<(typeof buckets)[number]>) => number | undefined): Line[] => [
    { name: 'predicted', points: buckets.flatMap((one, bucket) => (one ? [{ bucket, value: told(one) ?? 0 }] : [])) },
  ];
  if (scored.length === 0) return {};
  return {
    'eta-error.svg': errorPicture(
      'Mean error of p50, minutes, by hours out',
      lineOf(({ meanError }) => meanError),
    ),
    'eta-coverage.svg': coveragePicture(
      'Arrivals within p10-p90',
      lineOf(({ coverage }) => coverage),
    ),
  };
}
