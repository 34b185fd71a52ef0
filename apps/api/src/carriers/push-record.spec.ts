import { FORMATS } from '@waybill/carriers';
import type { Instant } from '@waybill/events';
import { pushOf, recordOf, withoutPersonalData } from './push-record';

const cleaned = (text: string): string => Buffer.from(withoutPersonalData(Buffer.from(text))).toString();

describe('what is kept of a push', () => {
  it('has no names, streets, phones or addresses of mail, and is otherwise as it came', () => {
    const text =
      '{"signed_by": "J. \\"Jo\\" Tester","emails":["a@b.example", "c@d.example"], "signed":1,"status":"delivered","street1":"Way 1"}';
    expect(cleaned(text)).toBe('{"signed_by": "","emails":[], "signed":1,"status":"delivered","street1":""}');
    expect(cleaned('ISA*00~N1*ST*CONSIGNEE~N3*1 WAY~PER*IC*JO*TE*555~AT7*D1~')).toBe('ISA*00~N1*~N3*~PER*~AT7*D1~');
    expect(cleaned("UNB+x'NAD+CA+HLCU'NAD+CN+JO TESTER'STS+1'")).toBe("UNB+x'NAD+CA+HLCU'NAD+'STS+1'");
  });

  it('leaves alone what has none, and what is no text', () => {
    for (const body of [Buffer.from('{"a":1}'), Buffer.from([0xff, 0xfe, 0x00])]) expect(withoutPersonalData(body)).toBe(body);
  });

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
