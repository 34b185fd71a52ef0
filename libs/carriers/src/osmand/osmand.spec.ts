import { bytes, context, json } from '../fixtures/bytes';
import { facts, ids, reasons, subjects } from '../fixtures/facts';
import { describeSamples, sample } from '../fixtures/samples';
import { itBringsNothingNewWhenPlayedAgain, itProvesItsSender } from '../fixtures/signature-cases';
import { osmand } from '.';
import { examples } from './fixtures';

const query = (url: string) => osmand.normalize(bytes(''), context({ url }));
const position = (result: ReturnType<typeof query>) => result.reports[0]?.statement;

describe('OsmAnd over HTTP', () => {
  const one = {
    format: osmand,
    body: examples[0] as Uint8Array,
    secret: 't0ken',
    header: 'authorization',
    headers: { authorization: 'Bearer t0ken' },
    signsBody: false,
  };
  itProvesItsSender(one);
  itBringsNothingNewWhenPlayedAgain(one);
});

describeSamples('real OsmAnd reports', () => {
  it('in the address come out as positions, or are refused', () => {
    const lines = Buffer.from(sample('traccar_osmand/osmand-query-requests.txt')).toString().trim().split('\n');
    const results = lines.map((line) => query(line));
    expect(results.map((result) => [...subjects(result), ...facts(result), ...reasons(result)].join(' '))).toEqual([
      ' coordinates-unusable',
      ' identifier-missing',
      'device:902064 at 42.06288,-88.23412 | 2016-01-27T18:55:47.000Z | -',
      'device:902064 at 42.06288,-88.23412 | 2015-09-12T14:38:06.579Z | -',
      'device:353861053849681 at 49.60688,6.15788 | 2014-06-04T09:10:11.000Z | -',
      'device:123456 at 60,30 | 2013-08-22T13:14:27.000Z | -',
      'device:123456 at 60,30 | 2013-08-22T13:14:27.000Z | -',
      'device:123456 at 60,30 | 2026-03-01T12:00:00.000Z | -',
      'device:861001000719969 at 41.666667,-0.883333 | 2026-03-01T12:00:00.000Z | -',
      'device:123456 at 60,30 | 2013-08-22T13:14:27.000Z | -',
      'device:123456789012345 at 40.7232948571,-74.0061408571 | 2017-09-07T05:56:50.000Z | -',
    ]);
    expect(results[7]?.reports[0]?.flags).toEqual(['time-of-receipt']);
    expect(position(results[10] as ReturnType<typeof query>)).toMatchObject({
      position: { speedKmh: 74.08, headingDegrees: 7.19889788244 },
    });
    expect(ids(results[6] as ReturnType<typeof query>)).toEqual(ids(results[9] as ReturnType<typeof query>));
  });

  it('as JSON have metres a second, and -1 for what is not known', () => {
    const results = [1, 2, 3, 4].map((i) => osmand.normalize(sample(`traccar_osmand/osmand-json-body-0${i}.json`), context()));
    expect(results.map((result) => [...subjects(result), ...facts(result)].join(' '))).toEqual([
      'device:48241179 at 37.4219983,-122.084 | 2025-06-15T13:45:12.862Z | -',
      'device:48241179 at 37.4219983,-122.084 | 2025-06-15T13:45:12.862Z | -',
      'device:658765 at 37.785834,-122.406417 | 2025-05-09T04:11:30.579Z | -',
      'device:8737767034 at -6.1148096,106.6837015 | 2021-07-21T08:06:34.444Z | -',
    ]);
    const positions = results.map((result) => position(result));
    expect(positions[0]).toEqual({
      kind: 'position',
      position: { latitude: 37.4219983, longitude: -122.084, speedKmh: 0, altitudeMetres: 5, accuracyMetres: 5 },
    });
    expect(positions[2]).toEqual({
      kind: 'position',
      position: { latitude: 37.785834, longitude: -122.406417, altitudeMetres: 0, accuracyMetres: 5 },
    });
    expect(positions[3]).toMatchObject({ position: { headingDegrees: 63 } });
    expect(results[2]?.reports[0]?.flags).toEqual(['simulated']);
  });
});

describe('OsmAnd reports', () => {
  it('are read from a form as from the address', () => {
    const form = 'id=D1&lat=1&lon=2&timestamp=1772359200';
    expect(osmand.normalize(bytes(form), context())).toEqual(query(`/x?${form}`));
  });
  it('are refused with the reason', () => {
    expect(reasons(query('/?id=D1&lat=91&lon=0'))).toEqual([' coordinates-unusable']);
    expect(reasons(query('/?id=D1&lat=1&lon=1&timestamp=noon'))).toEqual([' time-unreadable']);
    expect(reasons(osmand.normalize(bytes('{'), context()))).toEqual([' not-json']);
    expect(reasons(osmand.normalize(json([]), context()))).toEqual([' wrong-shape']);
  });
});
