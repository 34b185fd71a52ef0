import { context, json, NOW } from '../fixtures/bytes';
import { facts, ids, reasons, subjects } from '../fixtures/facts';
import { describeSamples, sample } from '../fixtures/samples';
import { itBringsNothingNewWhenPlayedAgain, itProvesItsSender } from '../fixtures/signature-cases';
import { ship24 } from '.';
import { event, message } from './fixtures';

const normalize = (value: unknown) => ship24.normalize(json(value), context());
const timeOf = (more: object) => {
  const result = normalize(message([event(more)]));
  return [facts(result)[0]?.split(' | ')[1], ...(result.reports[0]?.flags ?? [])];
};

describe('Ship24 over HTTP', () => {
  const body = json(message([event()]));
  const one = {
    format: ship24,
    body,
    secret: 'wh_s',
    header: 'authorization',
    headers: { authorization: 'Bearer wh_s' },
    signsBody: false,
  };
  itProvesItsSender(one);
  itBringsNothingNewWhenPlayedAgain(one);
  it('is not proven by a password', () =>
    expect(ship24.verify(body, { authorization: `Basic ${Buffer.from('u:wh_s').toString('base64')}` }, '/', ['wh_s'], NOW)).toEqual({
      verified: false,
      fault: 'header-malformed',
    }));
});

describeSamples('the published Ship24 push', () => {
  const body = () => sample('ship24/webhook-tracking-events.example.json');
  it('is a delivery at a local time, whatever Z stands behind it, and an estimate', () => {
    const result = ship24.normalize(body(), context());
    expect(subjects(result)).toEqual([
      'tracking-number:USPS/9400111202544843610364 tracking-number:USPS/9400115901047177598206 ' +
        'order:c6e4fef4-a816-b68f-4024-3b7e4c5a9f81 order:3fa99515-3ca0-4901-85bb-056ee016799b',
    ]);
    expect(facts(result)).toEqual([
      'ACT DELIVERED | 2025-03-04T17:12:57 somewhere | SAN RAFAEL, CA 94901',
      'EST ETA_UPDATED | 2025-03-04T18:00:00 somewhere | -',
    ]);
    expect(result.reports[0]).toMatchObject({ flags: [], rawCode: 'delivery_delivered', note: 'Delivered to the addressee' });
    expect(result).toMatchObject({ pushTime: Date.UTC(2025, 2, 4, 17, 13, 35), wholeHistories: [], refusals: [] });
  });
  it('has its instant by the zone of the source', () => {
    const result = ship24.normalize(body(), context({ defaultTimeZone: 'America/Los_Angeles' }));
    expect(facts(result)[0]).toContain('2025-03-05T01:12:57.000Z by source America/Los_Angeles');
  });
});

describe('Ship24 events', () => {
  it('have the time that is known, and flag the one that cannot be', () => {
    expect(timeOf({})).toEqual(['2026-02-27T07:00:00.000Z by code +01:00']);
    expect(timeOf({ datetime: '2026-02-27T08:00:00.000Z' })).toEqual(['2026-02-27T08:00:00 somewhere', 'contradictory-times']);
    expect(timeOf({ utcOffset: null })).toEqual(['2026-02-27T07:00:00.000Z']);
    expect(timeOf({ utcOffset: null, datetime: '2026-02-27T08:00:00.000Z' })).toEqual(['2026-02-27T08:00:00 somewhere']);
    expect(timeOf({ utcOffset: null, datetime: '2026-02-27T07:01:00.000Z' })).toEqual([
      '2026-02-27T08:00:00 somewhere',
      'contradictory-times',
    ]);
    expect(timeOf({ utcOffset: null, datetime: undefined })).toEqual(['2026-02-27T08:00:00 somewhere']);
    expect(timeOf({ occurrenceDatetime: '2026-02-27T08:00:00+09:00' })).toEqual(['2026-02-26T23:00:00.000Z']);
    expect(timeOf({ occurrenceDatetime: '2026-02-27T00:00:00', hasNoTime: true })).toEqual(['2026-02-27']);
    expect(timeOf({ occurrenceDatetime: '2026-02-27' })).toEqual(['2026-02-27']);
    expect(timeOf({ occurrenceDatetime: null })).toEqual(['no time']);
  });
  it('mean what their code says, else what the shipment was then', () => {
    const milestone = (more: object) => facts(normalize(message([event(more)])))[0]?.split(' | ')[0];
    expect(milestone({ statusCode: 'customs_cleared', statusMilestone: 'in_transit' })).toBe('ACT CUSTOMS_RELEASED');
    expect(milestone({ statusCode: 'new_code', statusMilestone: 'out_for_delivery' })).toBe('ACT OUT_FOR_DELIVERY');
    expect(milestone({ statusMilestone: 'constructor' })).toBe('ACT UNKNOWN');
  });
  it('are known by their id, or by what they say', () => {
    expect(ids(normalize(message([event()])))).toEqual(ids(normalize(message([event({ status: 'Changed' })]))));
    const nameless = (more: object) => ids(normalize(message([event({ eventId: undefined, ...more })])));
    expect(nameless({})).toEqual(nameless({ statusCategory: 'x' }));
    expect(nameless({})).not.toEqual(nameless({ order: 4 }));
  });
  it('are taken as far as they are good', () => {
    const result = normalize(message([event(), 7, event({ eventId: 'e2', occurrenceDatetime: 'noon' })]));
    expect([facts(result).length, reasons(result)]).toEqual([
      1,
      ['/trackings/0/events/1 wrong-shape', '/trackings/0/events/2 time-unreadable'],
    ]);
    expect(reasons(normalize(message([event({ courierCode: null })], { tracker: {} })))).toEqual([
      '/trackings/0/events/0 identifier-missing',
    ]);
    expect(reasons(normalize({ trackings: [{}] }))).toEqual(['/trackings/0 wrong-shape']);
    expect(reasons(normalize([]))).toEqual([' wrong-shape']);
    expect(normalize({ trackings: [] }).ignored).toEqual(['no trackings']);
  });
});
