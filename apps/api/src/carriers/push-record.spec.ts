import { FORMATS } from '@waybill/carriers';
import type { Instant } from '@waybill/events';
import { pushOf, recordOf } from './push-record';

describe('what is kept of a push', () => {
  it('comes out as the same facts when it is read again', () => {
    const body = Buffer.from(
      '{"description":"tracker.updated","result":{"id":"trk_1","tracking_code":"EZ1","carrier":"USPS","signed_by":"Jo",' +
        '"tracking_details":[{"datetime":"2026-03-01T10:00:00Z","status":"delivered","message":"Left at door"}]}}',
    );
    const kept = pushOf(recordOf('easypost', { headers: {}, url: '/v1/carriers/easypost/src_x', body }));
    const read = (bytes: Uint8Array) => FORMATS.easypost.normalize(bytes, { receivedTime: 0 as Instant, headers: {}, url: '/' });
    expect(read(kept.body)).toEqual(read(body));
    expect(read(body).reports).toHaveLength(1);
  });

  it('holds neither what proves the sender nor the address that it was sent to', () => {
    const headers = { authorization: 'Bearer x', 'x-hmac-signature': 'y', credential: 'z', 'x-limit-u': 'anna', 'content-type': 'a/b' };
    const record = recordOf('osmand', { headers, url: '/v1/carriers/osmand/src_secret?id=7&token=secret&lat=1', body: Buffer.from('') });
    expect(record).toMatchObject({ url: '/?id=7&lat=1', headers: { 'x-limit-u': 'anna', 'content-type': 'a/b' } });
    expect(JSON.stringify(record)).not.toMatch(/secret|Bearer/);
  });
});
