import { fileContext, fileTexts, itemsOfFile, TRUCK } from '../fixtures/files';
import type { FileFormat } from '../format-names';
import { interchange as edifact } from '../iftsta/fixtures';
import { interchange as x12 } from '../x12-214/fixtures';
import { readFile } from '.';

const about = TRUCK;
const point = (time: string, lat: string | number = 56.95, more = '') =>
  `<trkpt lat="${lat}" lon="24.1"><time>${time}</time>${more}</trkpt>`;
const gpx = (points: string, more = '') =>
  `<?xml version="1.0"?>\n<gpx version="1.1">${more}\n<trk><trkseg>\n${points}\n</trkseg></trk></gpx>\n`;
const rmc = (body: string) => {
  const sum = [...body].reduce((all, one) => all ^ one.charCodeAt(0), 0);
  return `$${body}*${sum.toString(16).padStart(2, '0').toUpperCase()}`;
};
const feature = (properties: object, geometry: object) => ({ type: 'Feature', properties, geometry });

/** A file of each format, with something good, something that reports nothing and something broken in it. */
const FILES: readonly (readonly [FileFormat, string, readonly string[]])[] = [
  [
    'nmea',
    [
      '',
      rmc('GPRMC,080000.00,A,5657.000,N,02406.000,E,10.0,90,270226,,'),
      '$GPGGA,1',
      'IMEI7,$GNRMC,080030,A,00006.000,S,00001.500,W,,,270296',
      'x',
      rmc('GPRMC,080000,V,,,,,,,270226,,'),
      `${rmc('GPRMC,080000,A,5657.0,N,02406.0,E,,,270226')}`.replace(/..$/, '00'),
    ].join('\r\n'),
    [
      '2: vehicle:T7 at 56.95,24.1 | 2026-02-27T08:00:00.000Z | -',
      '3: ignored sentence GGA: it has no date and position',
      '4: device:IMEI7 at -0.1,-0.025 | 1996-02-27T08:00:30.000Z | -',
      '5: wrong-shape',
      '6: ignored no fix',
      '7: checksum-wrong',
    ],
  ],
  [
    'gpx',
    gpx(
      `${point('2026-02-27T08:00:00Z', 56.95, '<ele>12</ele><extensions><a:speed>10</a:speed></extensions>')}\n<trkpt lat='1' lon='2'/>\n${point('2026-02-27T08:00:30Z', 91)}\n<!-- > -->${point('2026-02-27T09:01:00+01:00', '&#x35;6')}`,
      '<wpt lat="1" lon="2"><time>2026-02-27T08:00:00Z</time></wpt>',
    ),
    [
      '2: ignored wpt: a place without a time at which anything was there',
      '4: vehicle:T7 at 56.95,24.1 | 2026-02-27T08:00:00.000Z | -',
      '5: time-unreadable',
      '6: coordinates-unusable',
      '7: vehicle:T7 at 56,24.1 | 2026-02-27T08:01:00.000Z | -',
    ],
  ],
  [
    'geojson',
    JSON.stringify({
      type: 'FeatureCollection',
      name: '"features": [ {}',
      features: [
        feature({ time: '2026-02-27T08:00:00Z', device: 'D7' }, { type: 'Point', coordinates: [24.1, 56.95, 12] }),
        7,
        feature(
          { coordTimes: ['2026-02-27T08:00:00Z'] },
          {
            type: 'LineString',
            coordinates: [
              [24.1, 56.95],
              [24.2, 57],
            ],
          },
        ),
        feature(
          {},
          {
            type: 'LineString',
            coordinates: [
              [1, 2],
              [3, 4],
            ],
          },
        ),
        feature({}, { type: 'Polygon', coordinates: [] }),
        feature({ times: [['2026-02-27T08:00:00Z']] }, { type: 'MultiLineString', coordinates: [[[180, 0]]] }),
      ],
      bbox: [1, { a: 2 }],
    }),
    [
      '1: device:D7 at 56.95,24.1 | 2026-02-27T08:00:00.000Z | -',
      '1: wrong-shape',
      '1: vehicle:T7 at 56.95,24.1 | 2026-02-27T08:00:00.000Z | -',
      '1: /geometry/coordinates/1 time-unreadable',
      '1: ignored a line without times: nothing was there at a time',
      '1: wrong-shape',
      '1: vehicle:T7 at 0,180 | 2026-02-27T08:00:00.000Z | -',
    ],
  ],
  [
    'csv',
    '\ufeffTime;Device;Lat;Lon;Speed kmh;Milestone;Tracking Number;Carrier;City;Country;Note\n2026-02-27T08:00:00Z;D7;56.95;24.1;50\n2026-02-27 09:00;;;;;delivered;N1;dhl;Riga;LV;"two\nlines; ""quoted"""\n2026-02-27;;;;;;;\n;D7;1;2\n2026-02-27T08:00:00Z;D7;x;2\n1772179200;D7;0;0\n2026-02-27;D7;;;;LOADED AND GONE\n"open;\n',
    [
      '2: device:D7 at 56.95,24.1 | 2026-02-27T08:00:00.000Z | -',
      '3: tracking-number:DHL/N1 ACT DELIVERED | 2026-02-27T07:00:00.000Z by place Europe/Riga | Riga, LV',
      '5: coordinates-unusable',
      '6: time-unreadable',
      '7: coordinates-unusable',
      '8: device:D7 at 0,0 | 2026-02-27T08:00:00.000Z | -',
      '9: wrong-shape',
      '10: wrong-shape',
    ],
  ],
  [
    'x12-214',
    x12(['AT7*X6****20260227*0800*UT', 'AT7*D1****20260230*0800*UT']).replace(/GE\*1[\s\S]*$/, '') +
      x12(['AT7*D1****20260227*0900*UT'], { control: '0002' })
        .replace(/^[\s\S]*?(?=ST\*)/, '')
        .replace(/SE[\s\S]*$/, 'AT7*D1'),
    [
      '8: tracking-number:ABCD/PRO123 bill-of-lading:BL55 order:PO9 order:SHIP-7 ACT IN_TRANSIT | 2026-02-27T08:00:00.000Z by code UT | -',
      '9: segment 9 time-unreadable',
      '16: tracking-number:ABCD/PRO123 bill-of-lading:BL55 order:PO9 order:SHIP-7 ACT DELIVERED | 2026-02-27T09:00:00.000Z by code UT | -',
      '16: segment 8 segment-broken',
      '17: segment-broken',
    ],
  ],
  [
    'iftsta',
    `UNA:+.? '\n${edifact(['STS+1+21', "RFF+BN:B?'1", 'DTM+334:202602270800UTC:303'])}`.replace("UNZ+1+1'\n", '') +
      edifact(['STS+1+31', 'RFF+BN:B2', 'DTM+334:20020148:102']).replace(/^[\s\S]*?(?=UNH)/, ''),
    ["7: tracking-number:ABCD/CN-7 booking:B'1 ACT DELIVERED | 2026-02-27T08:00:00.000Z by code UTC | -", '15: segment 6 time-unreadable'],
  ],
];

describe.each(FILES)('a file of %s', (format, text, expected) => {
  it('comes out line by line, the good and the broken', async () => expect(await fileTexts(format, text, { about })).toEqual(expected));
  it('comes out the same in pieces of any size', async () => {
    for (const size of [1, 2, 7, 100]) expect(await fileTexts(format, text, { about }, size)).toEqual(expected);
  });
  it('brings the same scans again when it is read again', async () => {
    const ids = async () => (await itemsOfFile(format, text, { about })).flatMap((item) => ('report' in item ? item.report.id : []));
    expect(await ids()).toEqual(await ids());
  });
});

describe('a hostile file', () => {
  const reasonsOf = async (...given: Parameters<typeof fileTexts>) =>
    (await fileTexts(...given)).map((text) => text.replace(/: (?:vehicle|device).*/, ': taken'));

  it.each([
    ['a document type', '<!DOCTYPE gpx [<!ENTITY a "b">]>', '2: wrong-shape'],
    ['an entity of its own', '<name>&boom;</name>', '2: wrong-shape'],
    ['an entity without an end', '<name>&#x110000;</name>', '2: wrong-shape'],
    ['elements within elements', '<a>'.repeat(100), '2: wrong-shape'],
    ['a tag without an end', `<a ${'b'.repeat(200_000)}`, '2: wrong-shape'],
    ['quotes without an end', `<a b="${'c'.repeat(200_000)}`, '2: wrong-shape'],
    ['an attribute twice', '<a b="1" b="2"/>', '2: wrong-shape'],
    ['an end of nothing', '</b>', '2: wrong-shape'],
  ])('of GPX with %s is read up to there', async (_, more, refusal) => {
    const text = gpx(point('2026-02-27T08:00:00Z'), more);
    expect(await reasonsOf('gpx', text, { about })).toEqual([refusal]);
    const late = gpx(`${point('2026-02-27T08:00:00Z')}${more}`);
    expect(await reasonsOf('gpx', late, { about })).toEqual(['4: taken', '4: wrong-shape']);
  });
  it('of GPX that breaks off, or is none, says so', async () => {
    expect(await reasonsOf('gpx', gpx(point('2026-02-27T08:00:00Z')).slice(0, -20), { about })).toEqual(['4: taken', '5: wrong-shape']);
    expect(await reasonsOf('gpx', '<html></html>')).toEqual(['1: wrong-shape']);
    expect(await reasonsOf('gpx', '<?xml version="1.0" encoding="utf-16"?><gpx/>')).toEqual(['1: broken-encoding']);
    expect(await reasonsOf('gpx', Buffer.from('<gpx>\u00ff', 'latin1'))).toEqual(['1: broken-encoding']);
    expect(await reasonsOf('gpx', 'nothing')).toEqual(['1: wrong-shape']);
  });
  it('that is packed or empty is not read', async () => {
    for (const magic of [
      [0x1f, 0x8b, 8],
      [0x50, 0x4b, 3, 4],
    ])
      expect(await fileTexts('csv', Buffer.from(magic))).toEqual(['1: wrong-shape']);
    expect(await fileTexts('csv', '')).toEqual(['1: wrong-shape']);
  });
  it('with a line that is too long, or no UTF-8, is read without it', async () => {
    const header = 'time,device,lat,lon\n';
    const good = '2026-02-27T08:00:00Z,D7,1,2\n';
    const text = Buffer.concat([
      Buffer.from(header + good),
      Buffer.from('x\u00ff\n', 'latin1'),
      Buffer.from(`${'x'.repeat(100_000)}\n${good}`),
    ]);
    expect(await reasonsOf('csv', text)).toEqual(['2: taken', '3: broken-encoding', '4: body-too-large', '5: taken']);
  });
  it('with a quote that is not closed is read on behind it', async () => {
    const rows = Array.from({ length: 3_000 }, (_, i) => `2026-02-27T08:00:00Z,D${i},1,2`);
    const texts = await reasonsOf('csv', `time,device,lat,lon\n"open\n${rows.join('\n')}\n`);
    expect(texts[0]).toBe('2: body-too-large');
    expect(texts.slice(1).every((text) => text.endsWith('taken'))).toBe(true);
    expect(texts.length).toBeGreaterThan(500);
  });
  it('without the columns that it needs says which', async () => {
    expect(await itemsOfFile('csv', 'a,b\n1,2\n')).toMatchObject([{ refusal: { detail: expect.stringContaining('`time`') } }]);
    expect(await itemsOfFile('csv', 'time,device\n1,2\n')).toMatchObject([{ refusal: { detail: expect.stringContaining('milestone') } }]);
  });
  it('of JSON that is cut off, deep, or has a prototype in it, is taken as far as it is good', async () => {
    const one = JSON.stringify(feature({ time: '2026-02-27T08:00:00Z', device: 'D7' }, { type: 'Point', coordinates: [1, 2] }));
    expect(await reasonsOf('geojson', `[${one},{"a":[`)).toEqual(['1: taken', '1: not-json']);
    expect(await reasonsOf('geojson', `${one}\n\u001e${one}\n{]\n`)).toEqual(['1: taken', '2: taken', '3: not-json']);
    expect(await reasonsOf('geojson', `{"features":[${one}]}${one}`)).toEqual(['1: taken', '1: taken']);
    expect(await reasonsOf('geojson', `${'['.repeat(200_000)}`)).toEqual(['1: not-json']);
    expect(
      await reasonsOf('geojson', one.replace('"properties":{', '"__proto__":{"x":1},"properties":{"__proto__":{"device":"E"},')),
    ).toEqual(['1: taken']);
    expect(({} as { x?: number }).x).toBeUndefined();
  });
  it('of EDI with a segment, or a header, that has no end is not kept in memory', async () => {
    const text = x12(['AT7*X6****20260227*0800*UT']);
    expect((await fileTexts('x12-214', text.replace(/GE\*[\s\S]*/, `${'x'.repeat(200_000)}`))).at(-1)).toBe('10: segment-broken');
    expect(await fileTexts('x12-214', `ISA*${'x'.repeat(5_000)}`)).toEqual(['1: wrong-shape']);
    expect(await fileTexts('iftsta', text)).toEqual(['1: wrong-shape']);
    expect(await fileTexts('x12-214', 'ISA')).toEqual(['1: wrong-shape']);
  });
});

describe('a large file', () => {
  const LINES = process.env.WAYBILL_FAULTS === 'full' ? 100_000 : 10_000;
  const PER_CHUNK = 500;
  const row = (i: number) => {
    const time = new Date(Date.UTC(2026, 0, 1) + i * 30_000).toISOString();
    const [clock, day] = [time.slice(11, 19).replaceAll(':', ''), `${time.slice(8, 10)}${time.slice(5, 7)}${time.slice(2, 4)}`];
    return { time, clock, day, lat: (i % 90) + 0.5 };
  };
  const x12Head = x12([]).split('ST*214')[0] as string;
  const LARGE: readonly (readonly [FileFormat, string, (i: number) => string, string])[] = [
    ['csv', 'time,device,lat,lon\n', (i) => `${row(i).time},D7,${row(i).lat},24.1\n`, ''],
    ['nmea', '', (i) => `$GPRMC,${row(i).clock},A,5657.0,N,02406.0,E,1,2,${row(i).day},,\n`, ''],
    ['gpx', '<gpx><trk><trkseg>\n', (i) => `${point(row(i).time, row(i).lat)}\n`, '</trkseg></trk></gpx>'],
    [
      'geojson',
      '{"type":"FeatureCollection","features":[\n',
      (i) => `${i > 0 ? ',' : ''}${JSON.stringify(feature({ time: row(i).time }, { type: 'Point', coordinates: [24.1, row(i).lat] }))}\n`,
      ']}',
    ],
    ['x12-214', x12Head, (i) => `ST*214*1~B10*P${i}*S*ABCD~AT7*X6****20260227*0800*UT~SE*4*1~\n`, 'GE*1*1~IEA*1*1~\n'],
  ];
  it.each(LARGE)('of %s is never far ahead of what was taken from it', async (format, head, line, tail) => {
    let chunks = 0;
    async function* file() {
      for (let i = 0; i < LINES; i += PER_CHUNK) {
        chunks += 1;
        const text = Array.from({ length: PER_CHUNK }, (_, k) => line(i + k)).join('');
        yield Buffer.from((i === 0 ? head : '') + text + (i + PER_CHUNK === LINES ? tail : ''));
      }
    }
    let [taken, ahead] = [0, 0];
    for await (const item of readFile(format, file(), fileContext({ about }))) {
      if ('report' in item) taken += 1;
      ahead = Math.max(ahead, chunks - Math.ceil(taken / PER_CHUNK));
    }
    expect(taken).toBe(LINES);
    expect(ahead).toBeLessThanOrEqual(1);
  });
});
