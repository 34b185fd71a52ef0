import { bytes, context, json, NOW } from '../fixtures/bytes';
import { facts, ids, reasons, subjects } from '../fixtures/facts';
import { describeSamples, sample } from '../fixtures/samples';
import { itBringsNothingNewWhenPlayedAgain, itProvesItsSender } from '../fixtures/signature-cases';
import { dhlUnified } from '.';
import { event, push } from './fixtures';

const normalize = (value: unknown) => dhlUnified.normalize(json(value), context());
const body = json(push([event()]));

describe('DHL tokens', () => {
  describe('in a header of their own', () => {
    const one = {
      format: dhlUnified,
      body,
      secret: 'X-Hook: t0ken',
      header: 'x-hook',
      headers: { 'x-hook': 't0ken', authorization: 'y' },
      signsBody: false,
    };
    itProvesItsSender(one);
    itBringsNothingNewWhenPlayedAgain(one);
  });
  describe('in Authorization', () => {
    itProvesItsSender({
      format: dhlUnified,
      body,
      secret: 't0ken',
      header: 'authorization',
      headers: { authorization: 't0ken' },
      signsBody: false,
    });
  });
  it('are not taken from another header', () =>
    expect(dhlUnified.verify(body, { 'x-other': 't0ken' }, '/', ['X-Hook: t0ken'], NOW)).toEqual({
      verified: false,
      fault: 'header-missing',
    }));
});

describeSamples('the published DHL answer', () => {
  it('comes out as one scan whose time is contradicted, and an estimate', () => {
    const result = dhlUnified.normalize(sample('carriers_karrio/dhl_universal-tracking.json'), context());
    expect(subjects(result)[0]).toMatch(/^tracking-number:DHL\/7777777770 tracking-number:DHL\/JD014600006281230704 /);
    expect(result.reports[0]?.about).toHaveLength(12);
    expect(facts(result)).toEqual([
      'ACT INFO_RECEIVED | 2018-03-02T07:53:47 somewhere | AMSTERDAM, NL',
      'EST ETA_UPDATED | 2018-08-03 | -',
    ]);
    expect(result.reports[0]).toMatchObject({
      flags: ['contradictory-times'],
      time: { text: '2018-03-02T07:53:47', otherText: '2018-03-02T07:53:47Z' },
      rawCode: 'pre-transit',
      note: 'DELIVERED',
    });
    expect(ids(result)[0]).toBe('e50fe91a-ab8e-5237-a584-3de99c28178c');
    expect(result.refusals).toEqual([]);
    expect(JSON.stringify(result)).not.toMatch(/JESSICA|Oderweg|Doe|John/);
  });
});

describe('DHL shipments', () => {
  it('say the same again when they are sent again or have grown', () => {
    const [once, grown] = [normalize(push([event()])), normalize(push([event({ timestamp: '2026-02-27T09:00:00+01:00' }), event()]))];
    expect(grown.reports[0]?.id).toBe(once.reports[0]?.id);
    expect(new Set([...ids(once), ...ids(grown)]).size).toBe(2);
  });
  it('have each time with the certainty that it has', () => {
    const at = (timestamp: string, countryCode = 'DE') =>
      facts(normalize(push([event({ timestamp, location: { address: { countryCode } } })])))[0]?.split(' | ')[1];
    expect(at('2026-02-27T08:00:00.123456Z')).toBe('2026-02-27T08:00:00.123Z');
    expect(at('2026-02-27T08:00:00')).toBe('2026-02-27T07:00:00.000Z by place Europe/Berlin');
    expect(at('2026-02-27T08:00:00', 'AU')).toBe('2026-02-27T08:00:00 somewhere');
    expect(at('2026-02-27')).toBe('2026-02-27');
    const inZone = dhlUnified.normalize(
      json(push([event({ timestamp: '2026-02-27T08:00:00', location: {} })])),
      context({ defaultTimeZone: 'Asia/Tokyo' }),
    );
    expect(facts(inZone)).toEqual(['ACT IN_TRANSIT | 2026-02-26T23:00:00.000Z by source Asia/Tokyo | -']);
  });
  it('without events state their status, and a lone shipment is a list of one', () => {
    expect(facts(normalize(push([])))).toEqual(['ACT IN_TRANSIT | 2026-02-27T07:00:00.000Z | Leipzig, DE']);
    expect(ids(normalize(push([]).shipments[0]))).toEqual(ids(normalize(push([event()]))));
  });
  it('keep what they have no code for', () => {
    const { reports } = normalize(push(['unknown', 'hasOwnProperty', 'failure'].map((statusCode) => event({ statusCode }))));
    expect(reports.map(({ statement }) => 'milestone' in statement && statement.milestone)).toEqual(['CARRIER_NOTE', 'UNKNOWN', 'UNKNOWN']);
  });
  it('are refused with the reason, the good ones taken', () => {
    const other = { ...push([event(), event({ timestamp: 'x' }), 3]).shipments[0], id: 12 };
    const result = normalize({ shipments: [{}, other] });
    expect(subjects(result)).toEqual(['tracking-number:DHL/12']);
    expect(reasons(result)).toEqual([
      '/shipments/0 identifier-missing',
      '/shipments/1/events/2 wrong-shape',
      '/shipments/1/events/1 time-unreadable',
    ]);
    expect(reasons(dhlUnified.normalize(bytes('{"shipments":[{"id":9007199254740993}]}'), context()))).toEqual([
      '/shipments/0 identifier-missing',
    ]);
    expect(reasons(normalize({}))).toEqual(['/shipments wrong-shape']);
  });
});
