import { createHmac } from 'node:crypto';
import { context, json, NOW } from '../fixtures/bytes';
import { facts, ids, reasons, subjects } from '../fixtures/facts';
import { describeSamples, sample } from '../fixtures/samples';
import { itBringsNothingNewWhenPlayedAgain, itProvesItsSender } from '../fixtures/signature-cases';
import { fedex } from '.';
import { push, results, scan } from './fixtures';

const normalize = (value: unknown) => fedex.normalize(json(value), context());

describe('FedEx signatures', () => {
  const body = json(push([scan()]));
  const mac = createHmac('sha256', 'token').update(body);
  const digest = mac.digest();
  describe.each(['base64', 'hex'] as const)('in %s', (encoding) => {
    const one = { format: fedex, body, secret: 'token', header: 'fdx-signature', headers: { 'fdx-signature': digest.toString(encoding) } };
    itProvesItsSender(one);
    itBringsNothingNewWhenPlayedAgain(one);
  });
  it('match a vector that was made elsewhere', () => {
    const headers = { 'fdx-signature': 'iKaXJ8soMhLOS2dtwn6NTt+oBCjqWh5wJoJhuNsZZKY=' };
    expect(fedex.verify(Buffer.from('{"output":{}}'), headers, '/', ['token'], NOW)).toMatchObject({ verified: true });
  });
});

describeSamples('the published FedEx answer', () => {
  it('comes out as one scan, and a refusal for the number that FedEx does not know', () => {
    const result = fedex.normalize(sample('carriers_karrio/fedex-tracking_response.json'), context());
    expect(subjects(result)).toEqual(['tracking-number:FEDEX/128667043726']);
    expect(facts(result)).toEqual(['ACT PICKED_UP | 2018-02-02T19:01:00.000Z | SEATTLE, WA, US']);
    expect(result.reports[0]).toMatchObject({
      rawCode: 'PU',
      reason: 'A25',
      note: 'Picked Up',
      time: { text: '2018-02-02T12:01:00-07:00' },
    });
    expect(ids(result)).toEqual(['33a7c51c-9636-5ba7-b10e-cc4b266be8d4']);
    expect(result.refusals).toEqual([
      {
        pointer: '/output/completeTrackResults/1/trackResults/0',
        reason: 'refused-by-sender',
        detail: expect.stringContaining('TRACKING.TRACKINGNUMBER.NOTFOUND'),
      },
    ]);
    expect(JSON.stringify(result)).not.toMatch(/North Easy|Taylor|Reciever|98101/);
  });
});

describe('FedEx payloads', () => {
  it('say the same again when they are sent again, have grown, or come as an answer', () => {
    const [once, grown, answer] = [
      normalize(push([scan()])),
      normalize(push([scan({ eventType: 'DP' }), scan()])),
      normalize(results([scan()])),
    ];
    expect(ids(grown)[0]).toBe(ids(once)[0]);
    expect(ids(answer)).toEqual(ids(once));
    expect(new Set([...ids(once), ...ids(grown)]).size).toBe(2);
  });
  it('keep two parcels apart that had one number', () => {
    const later = { trackingNumberInfo: { trackingNumber: '770000000001', trackingNumberUniqueId: '12029~770000000001~FDEG' } };
    expect(ids(normalize(push([scan()], later)))).not.toEqual(ids(normalize(push([scan()]))));
  });
  it('read codes with their case, the derived one where the other is new, and keep what is unknown', () => {
    const given = [
      { eventType: 'Ow' },
      { eventType: 'OW', derivedStatusCode: 'zz' },
      { eventType: 'ZZ', derivedStatusCode: 'DL' },
      { eventType: 'SP' },
    ];
    const { reports } = normalize(push(given.map((more, i) => scan({ ...more, date: `2026-02-27T0${9 - i}:00:00-05:00` }))));
    expect(reports.map(({ statement, rawCode }) => [rawCode, 'milestone' in statement && statement.milestone])).toEqual([
      ['SP', 'CARRIER_NOTE'],
      ['ZZ', 'DELIVERED'],
      ['OW', 'UNKNOWN'],
      ['Ow', 'IN_TRANSIT'],
    ]);
  });
  it('state an estimate as one, and a midnight as a day', () => {
    const dates = [
      { type: 'ESTIMATED_DELIVERY', dateTime: '2026-03-02T00:00:00' },
      { type: 'ACTUAL_DELIVERY', dateTime: '2026-03-01T00:00:00' },
    ];
    expect(facts(normalize(push([], { dateAndTimes: dates })))).toEqual(['EST ETA_UPDATED | 2026-03-02 | -']);
  });
  it('name order and bill of lading beside the number', () => {
    const packageIdentifiers = [
      { type: 'PURCHASE_ORDER', value: 'PO 7' },
      { type: 'BILL_OF_LADING', value: 'bl1' },
      { type: '__proto__', value: 'x' },
    ];
    expect(subjects(normalize(push([scan()], { additionalTrackingInfo: { packageIdentifiers } })))).toEqual([
      'tracking-number:FEDEX/770000000001 order:PO7 bill-of-lading:BL1',
    ]);
  });
  it('are taken as far as they are good', () => {
    const result = normalize(push([scan({ date: '27.02.2026' }), scan(), 'x']));
    expect(facts(result)).toHaveLength(1);
    const at = '/output/completeTrackResults/0/trackResults/0/scanEvents';
    expect(reasons(result)).toEqual([`${at}/2 wrong-shape`, `${at}/0 time-unreadable`]);
    expect(reasons(normalize({ output: {} }))).toEqual(['/completeTrackResults wrong-shape']);
    expect(reasons(normalize({ completeTrackResults: [{ trackResults: [{}, null] }] }))).toEqual([
      '/completeTrackResults/0/trackResults/0 identifier-missing',
      '/completeTrackResults/0/trackResults/1 wrong-shape',
    ]);
  });
});
