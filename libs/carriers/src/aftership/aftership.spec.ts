import { createHmac } from 'node:crypto';
import { context, json, NOW } from '../fixtures/bytes';
import { facts, ids, reasons, subjects } from '../fixtures/facts';
import { describeSamples, sample } from '../fixtures/samples';
import { itBringsNothingNewWhenPlayedAgain, itProvesItsSender } from '../fixtures/signature-cases';
import { aftership } from '.';
import { checkpoint, update } from './fixtures';

const normalize = (value: unknown) => aftership.normalize(json(value), context());

describe('AfterShip signatures', () => {
  const body = json(update([checkpoint()]));
  const signature = createHmac('sha256', 'sécret').update(body).digest('base64');
  const one = {
    format: aftership,
    body,
    secret: 'sécret',
    header: 'aftership-hmac-sha256',
    headers: { 'aftership-hmac-sha256': signature },
  };
  itProvesItsSender(one);
  itBringsNothingNewWhenPlayedAgain(one);
  it('are base64, the secret as UTF-8', () => {
    const headers = { 'aftership-hmac-sha256': 'YUfWWaTQrxUkRCo0YqJPYec8WElIA7F+By3fvHa7c1Y=' };
    expect(aftership.verify(Buffer.from('{"event":"x"}'), headers, '/', ['secret'], NOW)).toMatchObject({ verified: true });
    expect(aftership.verify(body, { 'aftership-hmac-sha256': 'ab' }, '/', ['x'], NOW)).toEqual({
      verified: false,
      fault: 'header-malformed',
    });
  });
});

describeSamples('published AfterShip trackings', () => {
  it('come out as fourteen scans, two of them at one time, in their order', () => {
    const result = aftership.normalize(sample('aftership/GetTrackingResult.json'), context());
    expect(subjects(result)).toEqual(['tracking-number:FEDEX/111111111111']);
    expect(result).toMatchObject({ refusals: [], wholeHistories: [result.reports[0]?.history] });
    expect(new Set(ids(result)).size).toBe(14);
    expect(facts(result)).toEqual([
      'ACT INFO_RECEIVED | 2018-07-23T06:21:39.000Z | -',
      'ACT PICKED_UP | 2018-07-23T08:58:00.000Z | DONGGUAN CN, CN',
      'ACT DEPARTED_HUB | 2018-07-23T12:45:00.000Z | DONGGUAN CN, CN',
      'ACT IN_TRANSIT | 2018-07-23T15:13:00.000Z | GUANGZHOU CN, CN',
      'ACT ARRIVED_AT_HUB | 2018-07-23T15:14:00.000Z | GUANGZHOU CN, CN',
      'ACT DEPARTED_HUB | 2018-07-23T15:14:00.000Z | GUANGZHOU CN, CN',
      'ACT DEPARTED_HUB | 2018-07-23T19:26:00.000Z | GUANGZHOU CN, CN',
      'ACT IN_TRANSIT | 2018-07-23T20:01:00.000Z | GUANGZHOU CN, CN',
      'ACT IN_TRANSIT | 2018-07-23T20:03:00.000Z | GUANGZHOU CN, CN',
      'ACT ARRIVED_AT_HUB | 2018-07-23T23:27:00.000Z | NARITA-SHI JP, JP',
      'ACT IN_TRANSIT | 2018-07-24T00:35:00.000Z | NARITA-SHI JP, JP',
      'ACT DEPARTED_HUB | 2018-07-24T02:12:00.000Z | NARITA-SHI JP, JP',
      'ACT OUT_FOR_DELIVERY | 2018-07-24T04:02:00.000Z | NARITA-SHI JP, JP',
      'ACT DELIVERED | 2018-07-25T01:10:00.000Z | SAPPORO JP, JP',
    ]);
    expect(result.reports[1]).toMatchObject({ rawCode: 'InTransit_002', note: 'Picked up', updatedTime: Date.UTC(2018, 7, 17, 5, 10, 41) });
    expect(ids(result)[13]).toBe('236c3001-4357-5c9d-9c64-9cfb7869b1c1');
    expect(JSON.stringify(result)).not.toContain('KOSUTOKO');
  });

  it('come out without an instant where no zone is known', () => {
    const result = aftership.normalize(sample('aftership/tracking_update.docs-excerpt.json'), context());
    expect(subjects(result)).toEqual(['tracking-number:USPS/0000000000000000']);
    expect(facts(result)).toEqual(['ACT IN_TRANSIT | 2021-01-14T00:52:00 somewhere | -']);
    expect(result).toMatchObject({ pushTime: 1712741696000, reports: [{ time: { text: '2021-01-14T00:52:00' }, flags: [] }] });
  });
});

describe('AfterShip updates', () => {
  const history = [checkpoint(), checkpoint({ subtag: 'InTransit_007', checkpoint_time: '2026-02-27T08:00:00+01:00' })];

  it('say the same again when they are sent again or have grown', () => {
    const [once, grown] = [normalize(update(history.slice(0, 1))), normalize({ ...update(history), ts: 1772199999 })];
    expect(grown.reports[0]).toEqual(once.reports[0]);
    expect(new Set([...ids(once), ...ids(grown)]).size).toBe(2);
  });
  it('have local times by the clock of the country, where it has one', () => {
    const local = (country_iso3: string) =>
      facts(normalize(update([checkpoint({ checkpoint_time: '2026-02-27T08:00:00', country_iso3 })])))[0];
    expect(local('DEU')).toBe('ACT ARRIVED_AT_HUB | 2026-02-27T07:00:00.000Z by place Europe/Berlin | Hamburg, DE');
    expect(local('USA')).toBe('ACT ARRIVED_AT_HUB | 2026-02-27T08:00:00 somewhere | Hamburg, US');
  });
  it('with a new estimate say so once, and nothing that did happen', () => {
    const result = normalize(update([], { courier_estimated_delivery_date: { estimated_delivery_date: '2026-03-02' } }, 'edd_revise'));
    expect(facts(result)).toEqual(['EST ETA_UPDATED | 2026-03-02 | -']);
  });
  it('keep what they have no code for', () => {
    const result = normalize(
      update([checkpoint({ tag: 'Teleported', subtag: 'Teleported_001' }), checkpoint({ tag: null, subtag: 'toString' })]),
    );
    expect(result.reports.map(({ statement, rawCode }) => [statement, rawCode])).toEqual([
      [{ kind: 'milestone', milestone: 'UNKNOWN', classifier: 'ACT' }, 'Teleported_001'],
      [{ kind: 'milestone', milestone: 'UNKNOWN', classifier: 'ACT' }, 'toString'],
    ]);
  });
  it('are taken as far as they are good', () => {
    const result = normalize(update([checkpoint({ checkpoint_time: '26/02/2027' }), null, checkpoint()], { expected_delivery: 'soon' }));
    expect(facts(result)).toHaveLength(1);
    expect(reasons(result)).toEqual(['/msg/checkpoints/0 time-unreadable', '/msg/checkpoints/1 wrong-shape', '/msg time-unreadable']);
    expect(reasons(normalize(update([checkpoint()], { slug: '' })))).toEqual(['/msg identifier-missing']);
    expect(normalize(update([], {}, 'tracking_pending_time'))).toMatchObject({
      reports: [],
      refusals: [],
      ignored: ['event tracking_pending_time'],
    });
  });
});
