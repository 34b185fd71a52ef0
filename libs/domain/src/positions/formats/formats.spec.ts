import fc from 'fast-check';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { fix, second } from '../fixtures';
import type { MarkedFix } from '../track';
import { csvFormat, csvText } from './csv';
import { type FixFormat, renderFixes } from './fix-format';
import { geojsonFormat } from './geojson';
import { gpxFormat, xmlText } from './gpx';

const render = (format: FixFormat, fixes: readonly MarkedFix[], title = 'S1') => [...renderFixes(format, title, fixes)].join('');
const rich: MarkedFix = {
  ...fix(0, 0, { id: '1', source: 'urn:a&b<"\'>', accuracyMetres: 4, speedKmh: 80, headingDegrees: 170, altitudeMetres: -3 }),
  longitude: -9.5,
  mark: 'ok',
};
const tiny: MarkedFix = { ...fix(60, 0, { id: '=1+1', latitude: -1e-7, longitude: 180 }), mark: 'jump' };

/** RFC 4180, as strictly as it is written. */
function parseCsv(text: string): string[][] {
  expect(text.endsWith('\r\n')).toBe(true);
  const rows: string[][] = [[]];
  for (const [, quoted, bare, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare ?? '');
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

describe('GeoJSON', () => {
  it('is a FeatureCollection of points, longitude first', () => {
    const { type, features } = JSON.parse(render(geojsonFormat, [rich, tiny]));
    expect(type).toBe('FeatureCollection');
    expect(features.map((one: { geometry: object }) => one.geometry)).toEqual([
      { type: 'Point', coordinates: [-9.5, rich.latitude, -3] },
      { type: 'Point', coordinates: [180, -1e-7] },
    ]);
    expect(features[0]).toMatchObject({ type: 'Feature', id: 'event:1' });
    expect(features[0].properties).toEqual({
      eventId: 'event:1',
      time: '2026-03-01T00:00:00.000Z',
      recordedTime: '2026-03-01T00:00:00.000Z',
      accuracyMetres: 4,
      speedKmh: 80,
      headingDegrees: 170,
      source: rich.source,
      id: '1',
      mark: 'ok',
    });
  });

  it('is valid when there is nothing, whatever the title', () => {
    expect(JSON.parse(render(geojsonFormat, [], '"\n</script>'))).toEqual({
      type: 'FeatureCollection',
      name: '"\n</script>',
      features: [],
    });
  });
});

describe('GPX', () => {
  const parse = (text: string) => {
    expect(XMLValidator.validate(text)).toBe(true);
    return new XMLParser({ ignoreAttributes: false, isArray: (name) => name === 'trkpt', parseTagValue: false }).parse(text);
  };

  it('is version 1.1 with one track, in the order of its schema', () => {
    const text = render(gpxFormat, [rich, tiny]);
    const { gpx } = parse(text);
    expect(gpx).toMatchObject({ '@_version': '1.1', '@_xmlns': 'http://www.topografix.com/GPX/1/1', trk: { name: 'S1' } });
    expect(gpx.trk.trkseg.trkpt).toMatchObject([
      { '@_lat': String(rich.latitude), '@_lon': '-9.5', ele: '-3', time: '2026-03-01T00:00:00.000Z', src: rich.source, type: 'ok' },
      { '@_lat': '-0.0000001', '@_lon': '-180', type: 'jump' },
    ]);
    expect(Object.keys(gpx.trk.trkseg.trkpt[0])).toEqual(['ele', 'time', 'src', 'type', 'extensions', '@_lat', '@_lon']);
    expect(gpx.trk.trkseg.trkpt[0].extensions).toEqual({
      'waybill:speedKmh': '80',
      'waybill:headingDegrees': '170',
      'waybill:accuracyMetres': '4',
    });
    expect(gpx.trk.trkseg.trkpt[1]).not.toHaveProperty('extensions');
  });

  it('is valid when there is nothing', () => {
    expect(parse(render(gpxFormat, [])).gpx.trk.name).toBe('S1');
  });

  it('escapes any text', () => {
    expect(xmlText('a<b>&"\'\r\u0000\u001b\ufffe\ud800')).toBe('a&lt;b&gt;&amp;&quot;&apos;&#13;\ufffd\ufffd\ufffd\ufffd');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (source) => {
        expect(XMLValidator.validate(render(gpxFormat, [{ ...rich, source }], source))).toBe(true);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
        expect(xmlText(source)).not.toMatch(/[<>"'\u0000-\u0008\u000b-\u001f]/);
      }),
      { numRuns: 500 },
    );
  });
});

describe('CSV', () => {
  it('has a header, quoted text and plain numbers', () => {
    const [header, first, second_] = parseCsv(render(csvFormat, [rich, tiny]));
    expect(header).toEqual(
      'time latitude longitude accuracyMetres speedKmh headingDegrees altitudeMetres mark recordedTime source id eventId'.split(' '),
    );
    const time = '2026-03-01T00:00:00.000Z';
    expect(first).toEqual([time, String(rich.latitude), '-9.5', '4', '80', '170', '-3', 'ok', time, rich.source, '1', 'event:1']);
    expect(second_?.slice(1, 4)).toEqual(['-0.0000001', '180', '']);
    expect(second_?.at(-2)).toBe("'=1+1");
    expect(parseCsv(render(csvFormat, []))).toEqual([header]);
  });

  it.each(['=cmd()', '+1', '-1', '@SUM(A1)', '\t=1', '\rx', '\nx', ' =1', '\u00a0=1', '＝1', '＠x'])('defuses %j', (text) =>
    expect(csvText(text)).toBe(`"'${text}"`),
  );
  it.each(['', 'a=b', '1-1', 'urn:x', "'=1"])('leaves %j as it is', (text) => expect(csvText(text)).toBe(`"${text}"`));

  it('gives any text back, one line per fix, and nothing to calculate', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[\s=+@",\r\n-]{0,6}$/));
    fc.assert(
      fc.property(text, text, (source, id) => {
        const [, row, ...rest] = parseCsv(render(csvFormat, [{ ...rich, time: second(0), source, id }]));
        expect(rest).toEqual([]);
        for (const [cell, given] of [[row?.[9], source] as const, [row?.[10], id] as const]) {
          expect([given, `'${given}`]).toContain(cell);
          expect(cell).not.toMatch(/^\s*[=+\-@]|^[\t\r\n]/);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
