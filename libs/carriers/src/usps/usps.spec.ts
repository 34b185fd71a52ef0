import { createHmac } from 'node:crypto';
import { bytes, context, json, NOW } from '../fixtures/bytes';
import { facts, ids, reasons, subjects } from '../fixtures/facts';
import { describeSamples, sample } from '../fixtures/samples';
import { itProvesItsSender, type SignatureCase } from '../fixtures/signature-cases';
import { usps } from '.';
import { envelope, event, tracking } from './fixtures';

const normalize = (value: unknown) => usps.normalize(json(value), context());

describe('USPS signatures', () => {
  const signed = (timestamp?: string): SignatureCase => {
    const push = envelope(tracking([event()]), timestamp);
    const headers = {
      'x-hmac': createHmac('sha256', 's')
        .update(push.timestamp + push.payload)
        .digest('base64'),
    };
    const tampered = json({ ...push, payload: push.payload.replace('A1', '01') });
    return { format: usps, body: json(push), secret: 's', header: 'x-hmac', headers, tampered };
  };
  const verify = ({ body, headers }: SignatureCase) => usps.verify(body, headers, '/', ['s'], NOW);
  itProvesItsSender(signed());

  it('match a vector that was made elsewhere', () => {
    const push = '{"timestamp":"2026-03-01T12:00:00Z","payload":"{}"}';
    expect(usps.verify(bytes(push), { 'x-hmac': 'u35ytWGUj5RG3CCplZfzyaNf5P3cUKfKYu/o8hTll28=' }, '/', ['s'], NOW)).toMatchObject({
      verified: true,
    });
  });
  it('refuse another time, an old push that is played again, and a time that is none', () => {
    const { body, headers } = signed();
    const moved = bytes(Buffer.from(body).toString().replace('11:59:00', '11:59:01'));
    expect(usps.verify(moved, headers, '/', ['s'], NOW)).toEqual({ verified: false, fault: 'signature-wrong' });
    expect(verify(signed('2026-02-28T11:59:00Z'))).toEqual({ verified: false, fault: 'outside-time-window' });
    expect(verify(signed('2026-02-28T12:01:00Z'))).toMatchObject({ verified: true });
    expect(verify(signed('2026-03-01T12:06:00Z'))).toEqual({ verified: false, fault: 'outside-time-window' });
    expect(verify(signed('yesterday'))).toEqual({ verified: false, fault: 'header-malformed' });
  });
  it('of a body without an envelope prove nothing, even when they are right', () => {
    const empty = createHmac('sha256', 's').update('').digest('base64');
    expect(usps.verify(json(tracking([event()])), { 'x-hmac': empty }, '/', ['s'], NOW)).toEqual({
      verified: false,
      fault: 'signature-wrong',
    });
  });
});

describeSamples('the published USPS trackings', () => {
  const result = () => usps.normalize(sample('carriers_karrio/usps-tracking_responses.json'), context());

  it('come out as a history of twelve, the oldest first', () => {
    expect(subjects(result())[0]).toBe('tracking-number:USPS/9400109104250532908587');
    expect(facts(result()).slice(0, 12)).toEqual([
      'ACT INFO_RECEIVED | 2024-11-15T16:32:33.000Z | SPRINGFIELD GARDENS, NY, US',
      'ACT PICKED_UP | 2024-11-18T16:10:31.000Z | JAMAICA, NY, US',
      'ACT DEPARTED_HUB | 2024-11-18T22:01:35.000Z | JAMAICA, NY, US',
      'ACT ARRIVED_AT_HUB | 2024-11-18T23:02:52.000Z | QUEENS NY DISTRIBUTION CENTER',
      'ACT DEPARTED_HUB | 2024-11-19T11:16:41.000Z | QUEENS NY DISTRIBUTION CENTER',
      'ACT IN_TRANSIT | 2024-11-19T17:11:23.000Z | -',
      'ACT IN_TRANSIT | 2024-11-19T23:07:58.000Z | -',
      'ACT IN_TRANSIT | 2024-11-20T06:11:52.000Z | -',
      'ACT ARRIVED_AT_HUB | 2024-11-20T06:13:31.000Z | JACKSONVILLE FL DISTRIBUTION CENTER',
      'ACT ARRIVED_AT_HUB | 2024-11-22T13:59:45.000Z | LECANTO, FL, US',
      'ACT OUT_FOR_DELIVERY | 2024-11-22T14:10:45.000Z | HERNANDO, FL, US',
      'ACT DELIVERED | 2024-11-22T18:58:40.000Z | HERNANDO, FL, US',
    ]);
    expect(new Set(ids(result())).size).toBe(14);
    expect(ids(result())[11]).toBe('013d6e69-6487-53f6-b5b5-74b30a6de6b5');
    expect(result().reports[11]).toMatchObject({
      rawCode: '01',
      note: 'Delivered, Parcel Locker',
      time: { otherText: '2024-11-22T13:58:00' },
    });
  });

  it('of the schema stub have times that contradict each other', () => {
    expect(facts(result()).slice(12)).toEqual([
      'ACT UNKNOWN | 2019-08-24T14:15:22 somewhere | string, string, string',
      'EST ETA_UPDATED | 2019-08-24 | -',
    ]);
    expect(result().reports[12]).toMatchObject({ flags: ['contradictory-times'], rawCode: 'string', about: [{ value: 'USPS/STRING' }] });
    expect(result().refusals).toEqual([]);
  });
});

describe('USPS events', () => {
  const timeOf = (more: object) => {
    const { reports } = normalize(tracking([event(more)]));
    return [facts({ reports } as ReturnType<typeof normalize>)[0]?.split(' | ')[1], ...(reports[0]?.flags ?? [])];
  };
  it('have the time that was sent, and no other', () => {
    expect(timeOf({})).toEqual(['2026-02-27T13:00:21.000Z']);
    expect(timeOf({ GMTOffset: '-5:00' })).toEqual(['2026-02-27T13:00:21.000Z']);
    expect(timeOf({ GMTOffset: '-06:00' })).toEqual(['2026-02-27T08:00:00 somewhere', 'contradictory-times']);
    expect(timeOf({ GMTTimestamp: '' })).toEqual(['2026-02-27T13:00:00.000Z by code -05:00']);
    expect(timeOf({ GMTTimestamp: '', GMTOffset: '' })).toEqual(['2026-02-27T08:00:00 somewhere']);
    expect(timeOf({ GMTTimestamp: '', GMTOffset: '', eventState: 'NY' })).toEqual(['2026-02-27T13:00:00.000Z by place America/New_York']);
    expect(timeOf({ eventTimestamp: null })).toEqual(['2026-02-27T13:00:21.000Z']);
    expect(timeOf({ eventTimestamp: '2026-02-27', GMTTimestamp: null })).toEqual(['2026-02-27']);
    expect(timeOf({ eventTimestamp: null, GMTTimestamp: null })).toEqual(['no time']);
  });
  it('say the same again when they are sent again or have grown', () => {
    const later = event({ eventCode: 'OF', GMTTimestamp: '2026-02-27T14:00:21Z', eventTimestamp: '2026-02-27T09:00:00' });
    const [once, grown] = [
      normalize(envelope(tracking([event()]))),
      normalize(envelope(tracking([later, event()]), '2026-03-01T12:01:00Z')),
    ];
    expect(grown.reports[0]).toEqual({ ...once.reports[0], pointer: '/payload/trackingEvents/1' });
    expect(new Set([...ids(once), ...ids(grown)]).size).toBe(2);
  });
  it('keep what they have no code for', () =>
    expect(normalize(tracking([event({ eventCode: 'constructor' })])).reports[0]).toMatchObject({
      statement: { milestone: 'UNKNOWN' },
      rawCode: 'constructor',
    }));
  it('are taken as far as they are good', () => {
    const result = normalize(envelope([tracking([event({ eventTimestamp: 'x', GMTTimestamp: 'y' }), event(), 1]), {}]));
    expect(facts(result)).toHaveLength(1);
    expect(reasons(result)).toEqual([
      '/payload/0/trackingEvents/2 wrong-shape',
      '/payload/0/trackingEvents/0 time-unreadable',
      '/payload/1 identifier-missing',
    ]);
    expect(reasons(normalize(envelope('{')))).toEqual(['/payload not-json']);
    expect(reasons(normalize({ payload: 7 }))).toEqual([' wrong-shape']);
    expect(reasons(normalize(5))).toEqual([' wrong-shape']);
    for (const empty of [[], envelope([])]) expect(normalize(empty).ignored).toEqual(['an empty list']);
  });
});
