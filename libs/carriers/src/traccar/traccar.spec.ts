import { context, json } from '../fixtures/bytes';
import { facts, ids, reasons, subjects } from '../fixtures/facts';
import { itBringsNothingNewWhenPlayedAgain, itProvesItsSender } from '../fixtures/signature-cases';
import { traccar } from '.';
import { forwarded } from './fixtures';

const normalize = (value: unknown) => traccar.normalize(json(value), context());

describe('Traccar over HTTP', () => {
  const body = json(forwarded());
  const one = {
    format: traccar,
    body,
    secret: 't0ken',
    header: 'authorization',
    headers: { authorization: 'Bearer t0ken' },
    signsBody: false,
  };
  itProvesItsSender(one);
  itBringsNothingNewWhenPlayedAgain(one);
});

describe('Traccar positions', () => {
  it('have their speed in km/h and the time of the fix', () => {
    const result = normalize(forwarded());
    expect([subjects(result), facts(result)]).toEqual([['device:356307042441013'], ['at 56.95,24.1 | 2026-03-01T10:00:00.000Z | -']]);
    expect(result.reports[0]?.statement).toMatchObject({
      position: { speedKmh: 18.52, headingDegrees: 90, altitudeMetres: 12, accuracyMetres: 5 },
    });
  });
  it('have one id, alone or with an event, sent again or not', () => {
    const later = forwarded({ serverTime: '2026-03-01T10:09:00.000+00:00', id: 7 }, { event: { type: 'geofenceEnter' } });
    expect(ids(normalize(later))).toEqual(ids(normalize(forwarded())));
    expect(ids(normalize(forwarded({ fixTime: '2026-03-01T10:00:15.000+00:00' })))).not.toEqual(ids(normalize(forwarded())));
  });
  it('that are no fresh fix say so, and -1 is not known', () => {
    expect(normalize(forwarded({ valid: false })).reports[0]?.flags).toEqual(['no-fresh-fix']);
    expect(normalize(forwarded({ outdated: true })).reports[0]?.flags).toEqual(['no-fresh-fix']);
    expect(normalize(forwarded({ speed: -1, course: -1 })).reports[0]?.statement).toEqual({
      kind: 'position',
      position: { latitude: 56.95, longitude: 24.1, altitudeMetres: 12, accuracyMetres: 5 },
    });
  });
  it('are refused or ignored with the reason', () => {
    expect(reasons(normalize(forwarded({ latitude: 91 })))).toEqual(['/position coordinates-unusable']);
    expect(reasons(normalize(forwarded({}, { device: {} })))).toEqual(['/position identifier-missing']);
    expect(reasons(normalize(forwarded({ fixTime: 'x' })))).toEqual(['/position time-unreadable']);
    expect(reasons(normalize({}))).toEqual([' wrong-shape']);
    expect(normalize({ event: { type: 'deviceOffline' }, position: null }).ignored).toEqual(['event deviceOffline']);
  });
});
