import type { Instant } from '@waybill/events';
import { NOW } from './fixtures/bytes';
import { itemsOfFile, TRUCK } from './fixtures/files';
import type { FileFormat } from './format-names';
import { interchange as edifact } from './iftsta/fixtures';
import { reportContent } from './report';
import { interchange as x12 } from './x12-214/fixtures';

const point = (time: string) => `<trkpt lat="56.95" lon="24.1"><time>${time}</time></trkpt>`;
const gpx = (points: string) => `<gpx version="1.1"><trk><trkseg>${points}</trkseg></trk></gpx>`;
const feature = (properties: object, geometry: object) => ({ type: 'Feature', properties, geometry });

const FIRST_POINT = { type: 'Point', coordinates: [24.1, 56.95] };
const walk = (...hours: readonly number[]) =>
  feature(
    { device: 'D7', coordTimes: hours.map((hour) => `2026-02-27T0${hour}:00:00Z`) },
    { type: 'LineString', coordinates: hours.map((hour) => [24, 50 + hour]) },
  );
const collection = (...features: readonly object[]) => JSON.stringify({ type: 'FeatureCollection', features });
const rows = (...lines: readonly string[]) => `${['time,device,lat,lon,milestone,tracking number', ...lines].join('\n')}\n`;
const [ROW, MILESTONE_ROW] = ['2026-02-27T08:00:00Z,D7,1,2,,', '2026-02-27T08:00:00Z,,,,delivered,N1'] as const;
const [SENTENCE, NEXT] = [
  '$GPRMC,080000.00,A,5657.000,N,02406.000,E,10.0,90,270226,,',
  '$GPRMC,080030.00,A,5658.000,N,02406.000,E,,,270226,,',
];

/** A file, how many scans are in it, and the file after its device or its keeper added one: behind the others, or before them. */
const GROWN: readonly (readonly [FileFormat, string, number, string])[] = [
  ['nmea', SENTENCE, 1, [NEXT, SENTENCE, SENTENCE].join('\r\n')],
  ['gpx', gpx(point('2026-02-27T08:00:00Z')), 1, gpx(`${point('2026-02-27T07:00:00Z')}\n${point('2026-02-27T08:00:00Z')}`)],
  ['geojson', collection(walk(1, 2)), 2, collection(walk(1, 2, 3))],
  [
    'geojson',
    collection(feature({ time: '2026-02-27T08:00:00Z', device: 'D7' }, FIRST_POINT)),
    1,
    collection(walk(1), feature({ device: 'D7', time: '2026-02-27T08:00:00Z' }, FIRST_POINT)),
  ],
  ['csv', rows(ROW, MILESTONE_ROW), 2, rows('2026-02-27T07:00:00Z,D7,1,2,,', MILESTONE_ROW, ROW)],
  ['x12-214', x12(['AT7*X6****20260227*0800*UT']), 1, x12(['AT7*X6****20260227*0800*UT', 'AT7*D1****20260227*0900*UT'], { control: '2' })],
  [
    'iftsta',
    edifact(['STS+1+31', 'RFF+BN:B1']),
    1,
    edifact(['STS+1+21', 'RFF+BN:B1', 'DTM+334:202602270800UTC:303', 'STS+1+31', 'RFF+BN:B1'], { control: '2' }),
  ],
];

describe.each(GROWN)('a file of %s that grows', (format, text, size, grown) => {
  const scansOf = async (file: string, receivedTime: number): Promise<string[]> => {
    const items = await itemsOfFile(format, file, { about: TRUCK, receivedTime: receivedTime as Instant });
    return items.flatMap((item) => ('report' in item ? `${item.report.id} ${reportContent(item.report)}` : []));
  };
  it('brings the one scan that is new, wherever it stands and whenever it is read', async () => {
    const [before, after] = [await scansOf(text, NOW), await scansOf(grown, NOW + 86_400_000)];
    expect(new Set(before).size).toBe(size);
    expect(new Set([...before, ...after]).size).toBe(size + 1);
    expect(new Set(after).size).toBe(size + 1);
  });
});
