import { bytes, context, NOW } from '../fixtures/bytes';
import { facts, ids, reasons, subjects } from '../fixtures/facts';
import { describeSamples, sample } from '../fixtures/samples';
import { itBringsNothingNewWhenPlayedAgain, itProvesItsSender } from '../fixtures/signature-cases';
import { iftsta } from '.';
import { DELIVERED, interchange } from './fixtures';

const normalize = (text: string, defaultTimeZone?: string) => iftsta.normalize(bytes(text), context({ defaultTimeZone }));
const timeOf = (dtm: string, loc = 'LOC+175+DEHAM') =>
  facts(normalize(interchange(['STS+1+31', 'RFF+BN:B1', dtm, loc])))[0]?.split(' | ')[1];

describe('IFTSTA over HTTP', () => {
  const body = bytes(interchange(DELIVERED));
  const one = {
    format: iftsta,
    body,
    secret: 't0ken',
    header: 'authorization',
    headers: { authorization: 'Bearer t0ken' },
    signsBody: false,
  };
  itProvesItsSender(one);
  itBringsNothingNewWhenPlayedAgain(one);
  it('is proven by its address where the source has no secret', () =>
    expect(iftsta.verify(body, {}, '/', [], NOW)).toEqual({ verified: true, by: 'address' }));
});

describeSamples('real IFTSTA messages', () => {
  it('of an ocean carrier: a rail departure with a code of its own, and the legs', () => {
    const result = iftsta.normalize(sample('edi_edifact/apimeister-d00b_iftsta.edi'), context());
    expect(subjects(result)).toEqual(['container:TRHU4561222 bill-of-lading:ABCD224O4023815X booking:24O4023815 order:2023521591']);
    expect(facts(result)).toEqual([
      'ACT UNKNOWN | 2022-11-19T07:10:00 somewhere | SYRACUSE, US, USSYR',
      'ACT DEPARTED_HUB | 2022-11-09T19:15:00.000Z by place America/Bogota | SOCIEDAD PORTUARIA DE CARTAGEN, , CO, CO, COCTG',
      'ACT ARRIVED_AT_HUB | 2022-11-17T05:05:00 somewhere | APM TERMINALS ELIZABETH, , US, US, USNYC',
      'EST DEPARTED_HUB | 2022-11-18T16:30:00 somewhere | APM TERMINALS ELIZABETH, , US, US, USNYC',
      'EST ARRIVED_AT_HUB | 2022-11-21T06:00:00 somewhere | CSX 59TH STREET RAMP, , US, US, USCHI',
      'EST DEPARTED_HUB | 2022-11-21T06:00:00 somewhere | CSX 59TH STREET RAMP, , US, US, USCHI',
      'EST ETA_UPDATED | 2022-11-21T07:00:00 somewhere | WOODRIDGE, IL, US, US, USWOQ',
    ]);
    expect(result.reports[0]).toMatchObject({ rawCode: '1/P', note: 'Rail Departed from In-Transit Locat', flags: ['check-digit-wrong'] });
    expect([reasons(result), result.ignored]).toEqual([[], []]);
  });
  it('of a forwarder: a code of its own, SSCCs, and a wrong count', () => {
    const result = iftsta.normalize(sample('edi_edifact/edifunct-IFTSTA_example.edi'), context());
    expect(subjects(result)[0]).toMatch(
      /^booking:123456 order:8008331140 order:57065930000021747 sscc:373999991234567899 sscc:373323995756893927/,
    );
    expect(facts(result)).toEqual(['ACT UNKNOWN | 2015-08-20T08:20:00.000Z by place Europe/Stockholm | SELAA LANDSKRONA, SE, SELAA']);
    expect(result.reports[0]).toMatchObject({ rawCode: 'Z1', reason: '5/8/38/108' });
    expect([reasons(result), result.ignored]).toEqual([[], ['UNT says 18 segments, 39 came']]);
    expect(JSON.stringify(result)).not.toMatch(/DRIVER|BYGMA/);
  });
});

describe('IFTSTA statuses', () => {
  it('are told with what they are about and where', () => {
    const result = normalize(interchange(DELIVERED));
    expect(subjects(result)).toEqual(['tracking-number:ABCD/CN-7 booking:B1']);
    expect(facts(result)).toEqual(['ACT DELIVERED | 2026-02-27T07:00:00.000Z by place Europe/Berlin | HAMBURG, DE, DEHAM']);
  });
  it.each([
    ['DTM+334:20260227080030:204', '2026-02-27T07:00:30.000Z by place Europe/Berlin'],
    ['DTM+334:202602270800UTC:303', '2026-02-27T08:00:00.000Z by code UTC'],
    ['DTM+334:202602270800CST:303', '2026-02-27T08:00:00 somewhere'],
    ['DTM+334:202602270800?+0530:205', '2026-02-27T02:30:00.000Z by code +0530'],
    ['DTM+334:202602270800-0530:205', '2026-02-27T13:30:00.000Z by code -0530'],
    ['DTM+334:20260227:102', '2026-02-27'],
    ['DTM+334:20260227:203', '2026-02-27'],
    ['DTM+7:202602270800:203', '2026-02-27T07:00:00.000Z by place Europe/Berlin'],
    ['FTX+AAI', 'no time'],
  ])('have the time of %s: %s', (dtm, time) => expect(timeOf(dtm)).toBe(time));
  it('have no zone that was not sent', () => {
    expect(timeOf('DTM+334:202602270800:203', 'LOC+175+USNYC')).toBe('2026-02-27T08:00:00 somewhere');
    expect(facts(normalize(interchange(['STS+1+31', 'RFF+BN:B1', 'DTM+334:202602270800:203']), 'America/Chicago'))[0]).toContain(
      '2026-02-27T14:00:00.000Z by source America/Chicago',
    );
  });
  it('are read with other separators, released characters and other character sets', () => {
    const usual = interchange(['STS+1+31', 'RFF+BN:B?+1?:2', 'DTM+334:202602270800:203', 'LOC+175+DKKOL:139::GANLØSE'], {
      syntax: 'UNOY:4',
    });
    const odd = `UNA;*.! ~${usual.replaceAll('?', '!').replaceAll(':', ';').replaceAll('!;', '!:').replaceAll('+', '*').replaceAll('!*', '!+').replaceAll("'", '~')}`;
    expect(subjects(normalize(usual))).toEqual(['tracking-number:ABCD/CN-7 booking:B+1:2']);
    expect(facts(normalize(odd))).toEqual(facts(normalize(usual)));
    expect(subjects(normalize(odd.replace('B!+1!:2', 'B!+1:2')))).toEqual(['tracking-number:ABCD/CN-7 booking:B+1:2']);
    const latin = Buffer.from(usual.replace('UNOY', 'UNOC'), 'latin1');
    expect(facts(iftsta.normalize(latin, context()))[0]).toContain('GANLØSE');
    expect(facts(iftsta.normalize(Buffer.from(`\ufeff${usual}`), context()))[0]).toContain('GANLØSE');
  });
  it('say the same again in a re-send, and are taken back by a cancellation', () => {
    const [sent, again, cancelled] = [{}, { control: '2' }, { control: '3', fn: '1' }].map((more) =>
      normalize(interchange(DELIVERED, more)),
    );
    expect(sent && again && ids(sent)).toEqual(again && ids(again));
    expect(cancelled && facts(cancelled)[0]).toMatch(/^RETRACTED/);
    expect(sent && cancelled && ids(sent)).toEqual(cancelled && ids(cancelled));
  });
  it('whose day there is not are refused alone', () => {
    const result = normalize(interchange([...DELIVERED, 'STS+1+31', 'RFF+BN:B1', 'DTM+334:20020148:102']));
    expect([facts(result).length, reasons(result)]).toEqual([1, ['segment 10 time-unreadable']]);
  });
  it('of a broken file are taken as far as they are good', () => {
    const whole = interchange(DELIVERED);
    const cut = normalize(whole.slice(0, whole.indexOf('UNT')));
    expect([facts(cut).length, reasons(cut)]).toEqual([1, ['segment 9 segment-broken']]);
    expect(reasons(normalize(whole.slice(0, whole.indexOf('HAMBURG'))))).toEqual(['segment 8 segment-broken', 'segment 9 segment-broken']);
    expect(normalize(interchange(DELIVERED, { count: 99 })).ignored).toEqual(['UNT says 99 segments, 9 came']);
    expect(normalize(whole.replace('IFTSTA', 'APERAK')).ignored).toEqual(['message APERAK']);
    expect(reasons(normalize(interchange(['STS+1+31'], { header: [] })))).toEqual(['segment 5 identifier-missing']);
    for (const none of ['', 'ISA*00', 'UNB', 'UNAaaaaaaUNB', "UNH+1+IFTSTA'"]) expect(reasons(normalize(none))).toEqual([' wrong-shape']);
  });
});
