import { EXAMPLES } from '../fixtures/examples';
import { fileContext, itemsOfFile, pieces, TRUCK } from '../fixtures/files';
import { mutated, numbers } from '../fixtures/mutation';
import { FILE_FORMATS, FILE_ONLY_FORMATS, type FileFormat, isFormatName } from '../format-names';
import { readFile } from '.';

const MUTATIONS = process.env.WAYBILL_FAULTS === 'full' ? 20_000 : 2_000;
const each = Math.ceil(MUTATIONS / FILE_FORMATS.length);

const GPX =
  '<?xml version="1.0"?>\n<gpx><trk><trkseg>\n<trkpt lat="1" lon="2"><ele>3</ele><time>2026-02-27T08:00:00Z</time></trkpt>\n</trkseg></trk></gpx>';
const POINT = { type: 'Feature', properties: { time: '2026-02-27T08:00:00Z' }, geometry: { type: 'Point', coordinates: [1, 2, 3] } };
const TRACKS: Readonly<Record<(typeof FILE_ONLY_FORMATS)[number], readonly string[]>> = {
  nmea: ['$GPRMC,122806.0,A,0119.212178,N,10355.000942,E,0.0,,230119,0.0,E,A*27\n$GPGGA,1\n'],
  gpx: [GPX],
  geojson: [
    JSON.stringify({ type: 'FeatureCollection', features: [POINT, POINT] }),
    `${JSON.stringify(POINT)}\n${JSON.stringify(POINT)}\n`,
  ],
  csv: [
    'time,device,lat,lon\n2026-02-27T08:00:00Z,D7,1,2\n',
    'time;carrier;tracking number;milestone;note\n2026-02-27;dhl;N1;DELIVERED;"a ""b"""\n',
  ],
};
const examplesOf = (format: FileFormat): readonly Uint8Array[] =>
  isFormatName(format) ? EXAMPLES[format] : TRACKS[format].map((text) => Buffer.from(text));

describe.each(FILE_FORMATS)('files of %s', (format) => {
  it(`are read to their end, ${each} mutated ones, in pieces of any size`, async () => {
    const random = numbers(20_260_301);
    const examples = examplesOf(format);
    for (let i = 0; i < each; i += 1) {
      const body = mutated(examples[i % examples.length] as Uint8Array, random);
      const whole = await itemsOfFile(format, body, { about: TRUCK });
      expect(whole.every(({ line }) => Number.isSafeInteger(line) && line > 0)).toBe(true);
      const size = 1 + random(64);
      // The first four bytes say whether a file is packed: they come together.
      if (size >= 4) expect(await itemsOfFile(format, body, { about: TRUCK }, size)).toEqual(whole);
    }
  });
});

it('passes on what the source of the bytes throws', async () => {
  async function* broken() {
    yield* pieces(Buffer.from('time,device,lat,lon\n'), 100);
    throw new Error('the disk is gone');
  }
  await expect(async () => {
    for await (const _ of readFile('csv', broken(), fileContext())) expect(_).toBeUndefined();
  }).rejects.toThrow('the disk is gone');
});
