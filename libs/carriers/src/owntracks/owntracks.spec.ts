import { context, json } from '../fixtures/bytes';
import { facts, ids, reasons, subjects } from '../fixtures/facts';
import { describeSamples, sample } from '../fixtures/samples';
import { itBringsNothingNewWhenPlayedAgain, itProvesItsSender } from '../fixtures/signature-cases';
import { owntracks } from '.';
import { location } from './fixtures';

const headers = { 'x-limit-u': 'jane', 'x-limit-d': 'phone' };
const normalize = (value: unknown) => owntracks.normalize(json(value), context());

describe('OwnTracks over HTTP', () => {
  const authorization = `Basic ${Buffer.from('anna:t0ken').toString('base64')}`;
  const one = {
    format: owntracks,
    body: json(location()),
    secret: 't0ken',
    header: 'authorization',
    headers: { authorization },
    signsBody: false,
  };
  itProvesItsSender(one);
  itBringsNothingNewWhenPlayedAgain(one);
});

describeSamples('real OwnTracks messages', () => {
  const read = (more = {}) =>
    [1, 2, 3, 4, 5, 6].map((i) => owntracks.normalize(sample(`owntracks/owntracks-http-body-0${i}.json`), context(more)));

  it('come out as positions of the device that topic or headers name', () => {
    expect(read({ headers }).map((result) => [...subjects(result), ...facts(result), ...reasons(result)].join(' '))).toEqual([
      'device:jane/phone at 46.0681247,11.1512805 | 2019-03-06T12:21:18.000Z | -',
      'device:jane/phone at 48.85833,2.29513 | 2017-06-13T10:21:56.000Z | -',
      'device:jane/phone at 48.85833,2.29513 | 2017-06-13T10:21:56.000Z | -',
      'device:jane/phone at 48.85,2.295 | 2017-06-14T21:40:56.000Z | -',
      'device:ckrey/22A67880-15C3-41A6-9157-25545C7993AC at 37,-122 | 2025-01-06T10:59:29.000Z | -',
      'device:qtripp/865284041968706 at 47.420051,13.654704 | 2025-01-10T14:26:07.000Z | -',
    ]);
    const [first, second, third] = read({ headers }).map(({ reports }) => reports[0]?.statement);
    expect(first).toMatchObject({ position: { speedKmh: 0, altitudeMetres: 440, accuracyMetres: 15 } });
    expect(second).toEqual({ kind: 'position', position: { latitude: 48.85833, longitude: 2.29513 } });
    expect(third).toMatchObject({ position: { speedKmh: 61, headingDegrees: 271, altitudeMetres: 167 } });
  });
  it('that only have two letters for a name are refused', () => {
    expect(read().flatMap(reasons)).toEqual(Array(4).fill(' identifier-missing'));
  });
});

describe('OwnTracks messages', () => {
  it('say the same when they are sent again, and another thing at another time', () => {
    expect(ids(normalize(location({ created_at: 1772360000 })))).toEqual(ids(normalize(location())));
    expect(ids(normalize(location({ tst: 1772359215 })))).not.toEqual(ids(normalize(location())));
  });
  it('have no speed and heading where they are -1', () => {
    expect(normalize(location({ vel: -1, cog: -1 })).reports[0]?.statement).toEqual({
      kind: 'position',
      position: { latitude: 56.95, longitude: 24.1, accuracyMetres: 5 },
    });
  });
  it('of other types are ignored by name, broken ones refused', () => {
    for (const type of ['waypoint', 'lwt', 'encrypted']) expect(normalize({ _type: type }).ignored).toEqual([`message ${type}`]);
    expect(reasons(normalize(location({ tst: 'noon' })))).toEqual([' time-unreadable']);
    expect(reasons(normalize(location({ lat: 100 })))).toEqual([' coordinates-unusable']);
    expect(reasons(normalize([]))).toEqual([' wrong-shape']);
  });
});
