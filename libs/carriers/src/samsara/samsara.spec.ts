import { createHmac } from 'node:crypto';
import { bytes, context, json, NOW } from '../fixtures/bytes';
import { facts, ids, reasons, subjects } from '../fixtures/facts';
import { describeSamples, sample } from '../fixtures/samples';
import { itProvesItsSender } from '../fixtures/signature-cases';
import { samsara } from '.';
import { data, message, reading } from './fixtures';

const normalize = (value: unknown) => samsara.normalize(json(value), context());

describe('Samsara signatures', () => {
  const secret = Buffer.from('sam-secret').toString('base64');
  const body = json(message());
  const signed = (seconds: number) => ({
    'x-samsara-signature': `v1=${createHmac('sha256', 'sam-secret').update(`v1:${seconds}:`).update(body).digest('hex')}`,
    'x-samsara-timestamp': String(seconds),
  });
  const seconds = NOW / 1000;
  const verify = (headers: object) => samsara.verify(body, { ...headers }, '/', [secret], NOW);
  itProvesItsSender({ format: samsara, body, secret, header: 'x-samsara-signature', headers: signed(seconds) });

  it('match a vector that was made elsewhere', () => {
    const headers = {
      'x-samsara-signature': 'v1=b79b25cb3aefaba0b5d96aee4dfab13baa56b5525b3cd0d966add3ae0a78bb1c',
      'x-samsara-timestamp': '1772366340',
    };
    expect(samsara.verify(bytes('{"eventType":"Ping"}'), headers, '/', [secret], NOW)).toMatchObject({ verified: true });
  });
  it('refuse another time, an old push that is played again, and a time that is none, missing or sent twice', () => {
    expect(verify({ ...signed(seconds), 'x-samsara-timestamp': String(seconds + 1) })).toEqual({
      verified: false,
      fault: 'signature-wrong',
    });
    expect(verify(signed(seconds - 3_601))).toEqual({ verified: false, fault: 'outside-time-window' });
    expect(verify(signed(seconds + 301))).toEqual({ verified: false, fault: 'outside-time-window' });
    expect(verify({ ...signed(seconds), 'x-samsara-timestamp': 'noon' })).toEqual({ verified: false, fault: 'header-malformed' });
    expect(verify({ ...signed(seconds), 'x-samsara-timestamp': undefined })).toEqual({ verified: false, fault: 'header-missing' });
    expect(verify({ ...signed(seconds), 'x-samsara-timestamp': ['1', '1'] })).toEqual({ verified: false, fault: 'header-repeated' });
  });
});

describeSamples('what Samsara printed', () => {
  it('of a geofence is the data alone, which is ignored; in its envelope it is an arrival', () => {
    const content = Buffer.from(sample('samsara/geofence-entry.data.docs-example.json')).toString();
    expect(samsara.normalize(bytes(content), context()).ignored).toEqual(['event geofenceEntry']);
    const result = normalize(message({ data: JSON.parse(content) }));
    expect(subjects(result)).toEqual(['vehicle:281474991565165 device:G7E5GM59H7']);
    expect(facts(result)).toEqual(['arrived | 2026-02-27T08:00:00.000Z | test Geofence']);
    expect(result.reports[0]?.place).toMatchObject({ latitude: 48.99867107485855, longitude: -122.75289223295576 });
  });
  it('of a GPS reading is no JSON; with its comma it is a position', () => {
    const text = Buffer.from(sample('samsara/gps-and-speed.docs-example.txt')).toString();
    expect(reasons(samsara.normalize(bytes(text), context()))).toEqual([' not-json']);
    const result = samsara.normalize(bytes(text.replace('43.8', '43.8,')), context());
    expect([subjects(result), facts(result)]).toEqual([
      ['vehicle:154924973293665'],
      ['at 38.253265915,-80.018465004 | 2023-12-19T17:57:21.000Z | -'],
    ]);
    expect(result.reports[0]?.statement).toMatchObject({ position: { speedKmh: 43.8 * 3.6, headingDegrees: 102, accuracyMetres: 0 } });
  });
});

describe('Samsara events', () => {
  it('are arrivals and departures, at a fence or at a stop', () => {
    expect(facts(normalize(message({ eventType: 'GeofenceExit' })))).toEqual(['departed | 2026-02-27T08:00:00.000Z | Riga yard']);
    const stop = normalize(
      message({ eventType: 'RouteStopArrival', data: { vehicle: data.vehicle, routeStopDetails: { name: 'Gate 4' } } }),
    );
    expect(stop.reports[0]).toMatchObject({
      statement: { kind: 'movement', movement: 'arrived', stop: 'Gate 4' },
      place: { name: 'Gate 4' },
    });
  });
  it('have the id of the event, however often it comes', () => {
    expect(ids(normalize(message()))).toEqual(ids(normalize(message({ webhookId: '3' }))));
    expect(ids(normalize(message()))).not.toEqual(ids(normalize(message({ eventId: 'other' }))));
  });
  it('are refused or ignored with the reason', () => {
    expect(reasons(normalize(message({ eventId: undefined })))).toEqual(['/data key-missing']);
    expect(reasons(normalize(message({ eventTime: undefined })))).toEqual(['/data time-unreadable']);
    expect(reasons(normalize(message({ eventTime: 'noon' })))).toEqual(['/data time-unreadable']);
    expect(reasons(normalize(message({ data: {} })))).toEqual(['/data identifier-missing']);
    expect(reasons(normalize(reading({ location: { latitude: 91, longitude: 0 } })))).toEqual([' coordinates-unusable']);
    expect(reasons(normalize(reading({ asset: null })))).toEqual([' identifier-missing']);
    expect(normalize(message({ eventType: 'constructor' })).ignored).toEqual(['event constructor']);
    expect(normalize({}).ignored).toEqual(['event without a type']);
    expect(reasons(normalize(null))).toEqual([' wrong-shape']);
  });
});
