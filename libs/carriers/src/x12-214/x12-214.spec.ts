import { bytes, context, json, NOW } from '../fixtures/bytes';
import { facts, ids, reasons, subjects } from '../fixtures/facts';
import { itBringsNothingNewWhenPlayedAgain, itProvesItsSender } from '../fixtures/signature-cases';
import { x12214 } from '.';
import { ISA, interchange } from './fixtures';

const normalize = (text: string, defaultTimeZone?: string) => x12214.normalize(bytes(text), context({ defaultTimeZone }));
const one = (status: string, place = 'MS1*CHARLOTTE*NC*US') => normalize(interchange([status, place]));
const fact = (...given: Parameters<typeof one>) => facts(one(...given))[0];

describe('X12 214 over HTTP', () => {
  const body = bytes(interchange(['AT7*X6*NS***20260227*0800*UT']));
  describe('with a bearer token', () => {
    const headers = { authorization: 'Bearer t0ken' };
    itProvesItsSender({ format: x12214, body, secret: 't0ken', header: 'authorization', headers, signsBody: false });
    itBringsNothingNewWhenPlayedAgain({ format: x12214, body, secret: 't0ken', header: 'authorization', headers });
  });
  describe('with a password', () => {
    const authorization = `Basic ${Buffer.from('user:p:w').toString('base64')}`;
    itProvesItsSender({ format: x12214, body, secret: 'p:w', header: 'authorization', headers: { authorization }, signsBody: false });
  });
  it('is proven by its address where the source has no secret', () => {
    expect(x12214.verify(body, {}, '/', [], NOW)).toEqual({ verified: true, by: 'address' });
    expect(x12214.verify(body, { authorization: 'x' }, '/', ['s'], NOW)).toEqual({ verified: false, fault: 'header-malformed' });
  });
});

describe('X12 214 statuses', () => {
  it('are told with what they are about and where', () => {
    const result = normalize(interchange(['AT7*D1*NS***20260227*0915*ES', 'MS1*CHARLOTTE*NC*US*0804800*0351300*W*N', 'MS2*APZU*4812090']));
    expect(subjects(result)).toEqual(['tracking-number:ABCD/PRO123 bill-of-lading:BL55 order:PO9 order:SHIP-7 container:APZU4812090']);
    expect(facts(result)).toEqual(['ACT DELIVERED | 2026-02-27T14:15:00.000Z by code ES | CHARLOTTE, NC, US']);
    expect(result.reports[0]?.place).toMatchObject({ latitude: 35 + 13 / 60, longitude: -80.8 });
    expect(result.reports[0]).toMatchObject({ rawCode: 'D1', pointer: 'segment 8' });
    expect(result.reports[0]?.reason).toBeUndefined();
  });
  it.each([
    ['UT', '2026-02-27T08:00:00.000Z by code UT'],
    ['20', '2026-02-27T13:00:00.000Z by code 20'],
    ['01', '2026-02-27T07:00:00.000Z by code 01'],
    ['13', '2026-02-27T20:00:00.000Z by code 13'],
    ['26', '2026-02-27T11:30:00.000Z by code 26'],
    ['29', '2026-02-26T21:30:00.000Z by code 29'],
    ['CT', '2026-02-27T14:00:00.000Z by code CT'],
    ['PD', '2026-02-27T15:00:00.000Z by code PD'],
    ['LT', '2026-02-27T13:00:00.000Z by place America/New_York'],
    ['', '2026-02-27T13:00:00.000Z by place America/New_York'],
    ['Q9', '2026-02-27T08:00:00 somewhere'],
    ['30', '2026-02-27T08:00:00 somewhere'],
  ])('at 08:00 of time code "%s" are at %s', (code, time) => expect(fact(`AT7*X6****20260227*0800*${code}`)?.split(' | ')[1]).toBe(time));
  it('have no zone that was not sent', () => {
    expect(fact('AT7*X6****20260227*0800', 'MS1*MIAMI*FL*US')).toBe('ACT IN_TRANSIT | 2026-02-27T08:00:00 somewhere | MIAMI, FL, US');
    expect(facts(normalize(interchange(['AT7*X6****20260227*0800']), 'America/Chicago'))[0]).toContain(
      '2026-02-27T14:00:00.000Z by source America/Chicago',
    );
    expect(fact('AT7*X6****20260227')).toContain('| 2026-02-27 |');
    expect(one('AT7*X6****20251102*0130*ET').reports[0]).toMatchObject({
      time: { certainty: 'local-zone-unknown' },
      flags: ['ambiguous-local-time'],
    });
    expect(fact('AT7*X6****20251102*0130*ED')).toContain('2025-11-02T05:30:00.000Z by code ED');
  });
  it.each([
    ['X1*NS', 'ACT ARRIVED_AT_DESTINATION'],
    ['X3*NS', 'ACT ARRIVED_AT_PICKUP'],
    ['AG*NS', 'EST ETA_UPDATED'],
    ['*AA', 'PLN CARRIER_NOTE'],
    ['SD*BT', 'ACT RETURNING'],
    ['ZZ*NS', 'ACT UNKNOWN'],
    ['ZZ*BT', 'ACT UNKNOWN'],
    ['__proto__', 'ACT UNKNOWN'],
  ])('AT7*%s says %s', (codes, said) => {
    const status = codes.startsWith('*')
      ? `AT7**${codes}**20260227*0800*UT`
      : `AT7*${codes}${codes.includes('*') ? '' : '*'}***20260227*0800*UT`;
    expect(fact(status)?.split(' | ')[0]).toBe(said);
  });
  it('give their reason a name, or keep it', () => {
    expect(one('AT7*SD*AO***20260227*0800*UT').reports[0]?.reason).toBe('weather_delay');
    expect(one('AT7*SD*C5***20260227*0800*UT').reports[0]?.reason).toBe('C5');
  });
  it('say the same again when they are sent again under new control numbers', () => {
    const status = 'AT7*X6*NS***20260227*0800*UT';
    const [once, again] = [
      normalize(interchange([status])),
      normalize(interchange([status, 'AT7*D1*NS***20260227*0900*UT'], { control: '0002' })),
    ];
    expect(ids(again)[0]).toBe(ids(once)[0]);
    expect(new Set([...ids(once), ...ids(again)]).size).toBe(2);
  });
});

describe('X12 214 files', () => {
  const status = 'AT7*X6*NS***20260227*0800*UT';
  it.each(['~', '\n', '~\r\n', "'"])('end their segments as they say: %j', (end) =>
    expect(facts(normalize(interchange([status], { end })))).toHaveLength(1),
  );
  it('may begin with a byte order mark, be unpadded, be of other separators, or of ISO 8859-1', () => {
    expect(facts(normalize(`\ufeff${interchange([status])}`))).toHaveLength(1);
    expect(facts(normalize(interchange([status]).replaceAll(/ +/g, '').replaceAll('*', '|')))).toHaveLength(1);
    const latin1 = Buffer.from(interchange([status, 'MS1*MÜNCHEN**DE']), 'latin1');
    expect(facts(x12214.normalize(latin1, context()))[0]).toContain('MÜNCHEN, DE');
  });
  it('with a wrong count are taken, and told', () =>
    expect(normalize(interchange([status], { count: 99 }))).toMatchObject({
      reports: [{}],
      refusals: [],
      ignored: ['SE says 99 segments, 7 came'],
    }));
  it('that are cut off are taken as far as they go', () => {
    const whole = interchange([status, 'AT7*D1*NS***20260227*0900*UT']);
    const result = normalize(whole.slice(0, whole.indexOf('AT7*D1') + 12));
    expect(facts(result)).toHaveLength(1);
    expect(reasons(result)).toEqual(['segment 8 segment-broken', 'segment 9 segment-broken']);
  });
  it('are taken as far as they are good', () => {
    const result = normalize(interchange(['AT7*X6****20260230*0800*UT', status, 'AT7*X6****20260227*2560*UT']));
    expect(facts(result)).toHaveLength(1);
    expect(reasons(result)).toEqual(['segment 8 time-unreadable', 'segment 10 time-unreadable']);
    expect(
      reasons(
        normalize(
          interchange([status])
            .replace('B10*PRO123*SHIP-7*ABCD', 'B10***')
            .replaceAll(/L11.*~\n/g, ''),
        ),
      ),
    ).toEqual(['segment 6 identifier-missing']);
  });
  it('of something else are refused, other transactions ignored by name', () => {
    for (const text of ['', 'ISA', ISA, 'UNB+UNOC:3', `ISA${'*'.repeat(20)}`]) expect(reasons(normalize(text))).toEqual([' wrong-shape']);
    expect(reasons(x12214.normalize(json({}), context()))).toEqual([' wrong-shape']);
    expect(normalize(interchange([status]).replace('ST*214', 'ST*990'))).toMatchObject({ reports: [], ignored: ['transaction 990'] });
  });
});
