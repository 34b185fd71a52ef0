import { createHmac } from 'node:crypto';
import { bytes, context, json, NOW } from '../fixtures/bytes';
import { facts, ids, reasons, subjects } from '../fixtures/facts';
import { describeSamples, sample } from '../fixtures/samples';
import { itProvesItsSender } from '../fixtures/signature-cases';
import { shippo } from '.';
import { push, status } from './fixtures';

const normalize = (value: unknown) => shippo.normalize(json(value), context());

describe('Shippo signatures', () => {
  const body = json(push([status()]));
  const signed = (seconds: number) => {
    const digest = createHmac('sha256', 's').update(`${seconds}.`).update(body).digest('hex');
    return { 'shippo-auth-signature': `t=${seconds},v1=${digest}` };
  };
  const seconds = NOW / 1000;
  const header = 'shippo-auth-signature';
  itProvesItsSender({ format: shippo, body, secret: 's', header, headers: signed(seconds) });

  it('match a vector that was made elsewhere', () => {
    const value = 't=1772366340,v1=2094a14b77999e80488e92435fb52f7de0bf7a0b83d7e2bf9f3297d9ac3ebdcb';
    expect(shippo.verify(bytes('{"event":"track_updated","test":true}'), { [header]: value }, '/', ['shpss'], NOW)).toMatchObject({
      verified: true,
    });
  });
  it('refuse another time, an old push that is played again, and a time that is none', () => {
    const verify = (headers: object) => shippo.verify(body, { ...headers }, '/', ['s'], NOW);
    const moved = signed(seconds)[header].replace(`t=${seconds}`, `t=${seconds + 1}`);
    expect(verify({ [header]: moved })).toEqual({ verified: false, fault: 'signature-wrong' });
    expect(verify(signed(seconds - 3_601))).toEqual({ verified: false, fault: 'outside-time-window' });
    expect(verify(signed(seconds - 3_599))).toMatchObject({ verified: true });
    expect(verify(signed(seconds + 301))).toEqual({ verified: false, fault: 'outside-time-window' });
    expect(verify({ [header]: 't=noon,v1=00' })).toEqual({ verified: false, fault: 'header-malformed' });
  });
  it('may be missing where the address has the secret in it, which must then be right', () => {
    const verify = (url: string, headers = {}) => shippo.verify(body, headers, url, ['s'], NOW);
    expect(verify('/v1/carriers/shippo/x?token=s')).toEqual({ verified: true, by: 'secret', secret: 0 });
    expect(verify('/v1/carriers/shippo/x?token=t')).toEqual({ verified: false, fault: 'signature-wrong' });
    expect(verify('/v1/carriers/shippo/x?token=s&token=s')).toEqual({ verified: false, fault: 'header-repeated' });
    expect(verify('/v1/carriers/shippo/x')).toEqual({ verified: false, fault: 'header-missing' });
    expect(verify('/x?token=s', { [header]: 't=1,v1=0' })).toEqual({ verified: false, fault: 'header-malformed' });
  });
});

describeSamples('the published Shippo push', () => {
  const text = () => Buffer.from(sample('shippo/track_updated.docs-example.json')).toString();
  it('is a test, and ignored', () => expect(shippo.normalize(bytes(text()), context()).ignored).toEqual(['a test push']));
  it('would be one delivery, whatever its substatus says, and an estimate', () => {
    const result = shippo.normalize(bytes(text().replace('"test": true', '"test": false')), context());
    expect(subjects(result)).toEqual(['tracking-number:USPS/9205590164917312751089 order:Order000123']);
    expect(facts(result)).toEqual([
      'ACT DELIVERED | 2016-07-23T00:00:00.000Z | Las Vegas, NV, US',
      'EST ETA_UPDATED | 2019-08-24T14:15:22.000Z | -',
    ]);
    expect(result.reports[0]).toMatchObject({ rawCode: 'DELIVERED/information_received', updatedTime: Date.UTC(2019, 7, 24, 14, 15, 22) });
    expect(result.wholeHistories).toEqual(['usps/9205590164917312751089']);
  });
});

describe('Shippo statuses', () => {
  const milestone = (more: object) => facts(normalize(push([status(more)])))[0]?.split(' | ')[0];
  it('mean what status and substatus say together', () => {
    expect(milestone({})).toBe('ACT ARRIVED_AT_HUB');
    expect(milestone({ status: 'FAILURE', substatus: { code: 'package_lost' } })).toBe('ACT LOST');
    expect(milestone({ status: 'FAILURE', substatus: null })).toBe('ACT CARRIER_NOTE');
    expect(milestone({ status: 'TRANSIT', substatus: { code: 'new' } })).toBe('ACT IN_TRANSIT');
    expect(milestone({ status: 'UNKNOWN', substatus: { code: 'other' } })).toBe('ACT UNKNOWN');
  });
  it('come once, and also when the history has not caught up', () => {
    expect(ids(normalize(push([status()])))).toHaveLength(1);
    const newest = status({
      object_id: 'cp-9',
      status: 'DELIVERED',
      substatus: { code: 'delivered' },
      status_date: '2026-02-28T08:00:00Z',
    });
    const ahead = normalize(push([status()], { tracking_status: newest }));
    expect(ids(ahead)).toEqual(ids(normalize(push([status(), newest]))));
  });
  it('that changed keep their id, with a later update', () => {
    const changed = status({ status_date: '2026-02-27T08:30:00Z', object_updated: '2026-02-27T10:00:00Z' });
    const [first, second] = [normalize(push([status()])), normalize(push([changed]))];
    expect(ids(second)).toEqual(ids(first));
    expect(second.reports[0]?.updatedTime).toBeGreaterThan(first.reports[0]?.updatedTime ?? 0);
  });
  it('are taken as far as they are good', () => {
    const result = normalize(push([status(), 'x', status({ object_id: 'cp-3', status_date: 'noon' })], { tracking_status: null }));
    expect([facts(result).length, reasons(result)]).toEqual([
      1,
      ['/data/tracking_history/1 wrong-shape', '/data/tracking_history/2 time-unreadable'],
    ]);
    expect(reasons(normalize(push([status()], { carrier: null })))).toEqual(['/data identifier-missing']);
    expect(normalize({ event: 'transaction_created' }).ignored).toEqual(['event transaction_created']);
    expect(reasons(normalize(1))).toEqual([' wrong-shape']);
  });
});
