import { context, json, NOW } from '../fixtures/bytes';
import { facts, ids, reasons, subjects } from '../fixtures/facts';
import { describeSamples, sample } from '../fixtures/samples';
import { itBringsNothingNewWhenPlayedAgain, itProvesItsSender } from '../fixtures/signature-cases';
import { upsTrackAlert } from '.';
import { alert, response } from './fixtures';

const normalize = (value: unknown) => upsTrackAlert.normalize(json(value), context());

describe('UPS credentials', () => {
  const one = {
    format: upsTrackAlert,
    body: json(alert()),
    secret: 'opaque-value',
    header: 'credential',
    headers: { credential: 'opaque-value', 'user-agent': 'UPSPubSubTrackingService' },
    signsBody: false,
  };
  itProvesItsSender(one);
  itBringsNothingNewWhenPlayedAgain(one);
  it('are compared whole', () =>
    expect(upsTrackAlert.verify(json({}), { credential: 'opaque' }, '/', ['opaque-value'], NOW)).toEqual({
      verified: false,
      fault: 'signature-wrong',
    }));
});

describeSamples('the published UPS pushes', () => {
  const names = ['1-manifest', '2-origin-scan', '3-departure', '4-preparing', '5-loaded-on-vehicle', '6-out-for-delivery', '7-delivered'];
  const results = () => names.map((name) => upsTrackAlert.normalize(sample(`ups_track_alert/tracking-event-${name}.json`), context()));

  it('come out as seven scans, with the estimate of each day once', () => {
    expect(results().map((result) => facts(result))).toEqual([
      ['ACT INFO_RECEIVED | 2024-04-22T09:12:30 somewhere | US'],
      ['ACT IN_TRANSIT | 2024-04-23T01:29:01.000Z | Hickory, NC, US', 'EST ETA_UPDATED | 2024-04-23 | -'],
      ['ACT DEPARTED_HUB | 2024-04-23T02:54:00.000Z | Hickory, NC, US', 'EST ETA_UPDATED | 2024-04-23 | -'],
      ['ACT IN_TRANSIT | 2024-04-23T04:30:52.000Z | Charlotte, NC, US', 'EST ETA_UPDATED | 2024-04-23 | -'],
      ['ACT IN_TRANSIT | 2024-04-23T10:39:36.000Z | Charlotte, NC, US', 'EST ETA_UPDATED | 2024-04-23 | -'],
      ['ACT OUT_FOR_DELIVERY | 2024-04-23T13:15:19.000Z | Charlotte, NC, US', 'EST ETA_UPDATED | 2024-04-23 | -'],
      ['ACT DELIVERED | 2024-04-23T13:50:04.000Z | CHARLOTTE, NC, US'],
    ]);
    expect(results().flatMap(reasons)).toEqual([]);
    expect(new Set(results().slice(0, 5).flatMap(subjects))).toEqual(new Set(['tracking-number:UPS/1ZABCXYZ0112346789']));
    // Seven scans, and one estimate for each of the two parcels.
    expect(new Set(results().flatMap(ids)).size).toBe(9);
    expect(ids(results()[6] as ReturnType<typeof normalize>)).toEqual(['4eea6fd3-84ed-5d49-bfbe-f87b357a9121']);
  });

  it('are flagged where local time and GMT contradict each other, and both are kept', () => {
    const [first] = results().flatMap(({ reports }) => reports);
    expect(first).toMatchObject({ flags: ['contradictory-times'], rawCode: 'M/MP/003' });
    expect(first?.time).toEqual({
      certainty: 'local-zone-unknown',
      local: '2024-04-22T09:12:30',
      text: '20240422 091230',
      otherText: '20240422 041230 GMT',
    });
  });

  it('come from the Track API with all scans at once, the oldest first', () => {
    const result = upsTrackAlert.normalize(sample('carriers_karrio/ups-tracking_response.json'), context());
    expect(subjects(result)).toEqual(['tracking-number:UPS/1Z1442YY7229014688']);
    expect(facts(result)).toEqual([
      'ACT INFO_RECEIVED | 2022-01-26T15:16:41 somewhere | US',
      'ACT DELIVERED | 2022-01-26T21:30:00.000Z by place America/New_York | PARAMUS, NJ, US',
    ]);
    expect(result).toMatchObject({ refusals: [], wholeHistories: [result.reports[0]?.history] });
  });
});

describe('UPS scans', () => {
  const statement = (activityStatus: object) => normalize(alert({ activityStatus })).reports[0]?.statement;

  it('have one id, whether they were pushed or asked for', () => {
    expect(ids(normalize(alert()))).toEqual(ids(normalize(response())));
    expect(normalize(alert()).reports[0]?.time).toEqual(normalize(response()).reports[0]?.time);
    expect(ids(normalize(alert()))).not.toEqual(ids(normalize(alert({ localActivityTime: '080001', gmtActivityTime: '130001' }))));
  });
  it('of type U change a promise only', () =>
    expect(statement({ type: 'U', code: 'X', descriptionCode: '011' })).toMatchObject({ milestone: 'CARRIER_NOTE' }));
  it('mean by type and code what the code alone does not', () => {
    expect(statement({ type: 'I', code: 'DP', descriptionCode: '005' })).toMatchObject({ milestone: 'DEPARTED_HUB' });
    expect(statement({ type: 'M', code: 'DP', descriptionCode: '003' })).toMatchObject({ milestone: 'INFO_RECEIVED' });
    expect(statement({ type: 'X', code: 'DP' })).toMatchObject({ milestone: 'UNKNOWN' });
    expect(statement({ type: '__proto__', code: 'x', descriptionCode: 'valueOf' })).toMatchObject({ milestone: 'UNKNOWN' });
  });
  it.each([
    ['no offset of the country', { gmtActivityTime: '230000' }, '2026-02-27T08:00:00 somewhere', ['contradictory-times']],
    ['no offset at all', { gmtActivityDate: '20260301' }, '2026-02-27T08:00:00 somewhere', ['contradictory-times']],
    ['not whole quarters of an hour', { gmtActivityTime: '130700' }, '2026-02-27T08:00:00 somewhere', ['contradictory-times']],
    ['GMT only', { localActivityDate: '', localActivityTime: '' }, '2026-02-27T13:00:00.000Z', []],
    ['local only, a state with two clocks', { gmtActivityDate: '' }, '2026-02-27T08:00:00 somewhere', []],
    ['a day only', { gmtActivityDate: '', localActivityTime: '' }, '2026-02-27', []],
    ['no time', { gmtActivityDate: '', localActivityDate: '', localActivityTime: '' }, 'no time', []],
  ])('with %s', (_, more, time, flags) => {
    const result = normalize(alert(more));
    expect(facts(result)[0]?.split(' | ')[1]).toBe(time);
    expect(result.reports[0]?.flags).toEqual(flags);
  });
  it('on the night on which clocks are set back do not guess which of two hours it was', () => {
    const local = { localActivityDate: '20251102', localActivityTime: '013000', gmtActivityDate: '', gmtActivityTime: '' };
    const { reports } = normalize(alert({ ...local, activityLocation: { stateProvince: 'NC', country: 'US' } }));
    expect(reports[0]).toMatchObject({ time: { certainty: 'local-zone-unknown' }, flags: ['ambiguous-local-time'] });
  });
  it('are refused with the reason', () => {
    expect(reasons(normalize(alert({ trackingNumber: ' ' })))).toEqual([' identifier-missing']);
    expect(reasons(normalize(alert({ localActivityDate: '20260230', gmtActivityDate: '' })))).toEqual([' time-unreadable']);
    expect(reasons(normalize({ trackResponse: { shipment: [{}] } }))).toEqual(['/trackResponse wrong-shape']);
    expect(reasons(normalize('x'))).toEqual([' wrong-shape']);
  });
});
