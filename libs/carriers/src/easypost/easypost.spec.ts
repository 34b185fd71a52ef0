import { createHmac } from 'node:crypto';
import { bytes, context, json, NOW } from '../fixtures/bytes';
import { facts, ids, reasons, subjects } from '../fixtures/facts';
import { describeSamples, sample } from '../fixtures/samples';
import { itBringsNothingNewWhenPlayedAgain, itProvesItsSender } from '../fixtures/signature-cases';
import { easypost } from '.';
import { detail, tracker } from './fixtures';

const normalize = (value: unknown) => easypost.normalize(json(value), context());
const hmac = (secret: string, ...parts: (string | Uint8Array)[]) => {
  const mac = createHmac('sha256', secret.normalize('NFKD'));
  for (const part of parts) mac.update(part);
  return `hmac-sha256-hex=${mac.digest('hex')}`;
};

describe('EasyPost signatures', () => {
  const body = json(tracker([detail()]));
  const secret = 'sécret';
  const first = { format: easypost, body, secret, header: 'x-hmac-signature', headers: { 'x-hmac-signature': hmac(secret, body) } };
  itProvesItsSender(first);
  itBringsNothingNewWhenPlayedAgain(first);
  it('refuses a header of another form', () =>
    expect(easypost.verify(body, { 'x-hmac-signature': 'abc' }, '/', [secret], NOW)).toEqual({
      verified: false,
      fault: 'header-malformed',
    }));

  describe('of the second version', () => {
    const headersAt = (time: number) => {
      const [timestamp, path] = [new Date(time).toISOString(), '/v1/carriers/easypost/src'];
      return { 'x-hmac-signature-v2': hmac(secret, `${timestamp}POST${path}`, body), 'x-timestamp': timestamp, 'x-path': path };
    };
    const verifyAt = (time: number) => easypost.verify(body, headersAt(time), '/', [secret], NOW);
    describe.each(['x-hmac-signature-v2', 'x-timestamp', 'x-path'].map((header) => ({ header })))('in $header', ({ header }) => {
      if (header !== 'x-hmac-signature-v2') return itProvesItsSender({ ...first, header, headers: headersAt(NOW) });
      const { [header]: signature, ...others } = headersAt(NOW);
      const verify = (value: string | string[]) => easypost.verify(body, { ...others, [header]: value }, '/', [secret], NOW);
      it('refuses a signature that comes twice, is empty, or is of another form', () => {
        expect(verify([signature, signature])).toEqual({ verified: false, fault: 'header-repeated' });
        expect(verify(' ')).toEqual({ verified: false, fault: 'header-missing' });
        expect(verify('abc')).toEqual({ verified: false, fault: 'header-malformed' });
      });
    });
    it('matches a vector that was made elsewhere (openssl), at that path alone', () => {
      const verify = (path: string) => {
        const signature = 'hmac-sha256-hex=e9d45e358c454a51ad20245e2b5d3054eee0bcfb11e468297a031d2918e9c55f';
        const headers = { 'x-hmac-signature-v2': signature, 'x-timestamp': '2026-03-01T12:00:00Z', 'x-path': path };
        return easypost.verify(bytes('{"description":"tracker.updated"}'), headers, '/', [secret], NOW);
      };
      expect(verify('/v1/carriers/easypost/src')).toEqual({ verified: true, by: 'secret', secret: 0 });
      expect(verify('/v1/carriers/easypost/other')).toEqual({ verified: false, fault: 'signature-wrong' });
    });
    it('refuses an old push that is played again, and a time that is to come', () => {
      expect(verifyAt(NOW - 59 * 60_000)).toMatchObject({ verified: true });
      expect(verifyAt(NOW - 61 * 60_000)).toEqual({ verified: false, fault: 'outside-time-window' });
      expect(verifyAt(NOW + 6 * 60_000)).toEqual({ verified: false, fault: 'outside-time-window' });
    });
    it('is not got around by leaving it to the first version', () => {
      const headers = { ...first.headers, ...headersAt(NOW - 86_400_000) };
      expect(easypost.verify(body, headers, '/', [secret], NOW)).toEqual({ verified: false, fault: 'outside-time-window' });
    });
  });
});

it('takes a delivery as one, though its detail says that it has arrived', () => {
  const push = json(tracker([detail({ status: 'delivered', status_detail: 'arrived_at_destination', carrier_code: undefined })]));
  expect(facts(easypost.normalize(push, context()))[0]).toMatch(/^ACT DELIVERED /);
});

describeSamples('the published EasyPost event', () => {
  const body = () => sample('easypost/event-body.json');

  it('is proven by the published vector', () => {
    const headers = { 'x-hmac-signature': 'hmac-sha256-hex=044558adfe9c4781bc7c72cd65c57c7185673ac9c03669d3a493caafaff2ef44' };
    expect(easypost.verify(body(), headers, '/', ['sécret'], NOW)).toMatchObject({ verified: true });
    expect(easypost.verify(body().subarray(0, -1), headers, '/', ['sécret'], NOW)).toMatchObject({ verified: false });
  });

  it('comes out as seven scans and an estimate', () => {
    const result = easypost.normalize(body(), context());
    expect(subjects(result)).toEqual(['tracking-number:FEDEX/1']);
    expect(result).toMatchObject({
      refusals: [],
      ignored: [],
      wholeHistories: [result.reports[0]?.history],
      pushTime: Date.UTC(2024, 7, 2, 19, 26, 51),
    });
    expect(facts(result)).toEqual([
      'ACT INFO_RECEIVED | 2024-07-31T15:00:00.000Z | US',
      'ACT PICKED_UP | 2024-07-31T19:27:00.000Z | ORLANDO, FL, US',
      'ACT ARRIVED_AT_HUB | 2024-07-31T22:35:00.000Z | ORLANDO, FL, US',
      'ACT DEPARTED_HUB | 2024-08-01T14:42:13.000Z | ORLANDO, FL, US',
      'ACT IN_TRANSIT | 2024-08-02T02:46:19.000Z | KENLY, NC, US',
      'ACT IN_TRANSIT | 2024-08-02T18:35:20.000Z | EDISON TWP, NJ, US',
      'ACT ARRIVED_AT_HUB | 2024-08-02T18:50:00.000Z | EDISON, NJ, US',
      'EST ETA_UPDATED | 2024-08-05 | -',
    ]);
    expect(result.reports[1]).toMatchObject({ rawCode: 'PU/in_transit/arrived_at_facility', note: 'Picked up', format: 'easypost' });
    expect(ids(result)[0]).toBe('34d87825-6963-5bed-b888-b38aa62e9952');
  });
});

describe('EasyPost events', () => {
  const history = [detail(), detail({ datetime: '2026-02-27T09:00:00Z', carrier_code: 'DP', status_detail: 'departed_facility' })];

  it('say the same again when they are sent again or have grown', () => {
    const [once, grown] = [
      normalize(tracker(history.slice(0, 1))),
      normalize({ ...tracker(history, { updated_at: '2026-02-28T10:00:00Z' }), id: 'evt_2' }),
    ];
    expect(new Set([...ids(once), ...ids(grown)]).size).toBe(2);
    expect(grown.reports[0]).toEqual(once.reports[0]);
    expect(ids(normalize(tracker([detail(), detail()])))).toHaveLength(1);
  });

  it('keep what they have no code for, and never call it in transit', () => {
    const odd = ['__proto__', 'constructor', 'brand_new', null].map((status, i) =>
      detail({ status, status_detail: status, carrier_code: `X${i}` }),
    );
    const { reports } = normalize(tracker(odd));
    expect(reports.map(({ statement }) => statement)).toEqual(
      odd.map(() => ({ kind: 'milestone', milestone: 'UNKNOWN', classifier: 'ACT' })),
    );
    expect(reports[2]?.rawCode).toBe('X2/brand_new/brand_new');
  });

  it('are taken as far as they are good', () => {
    const result = normalize(tracker([detail({ datetime: 'yesterday' }), 7, detail(), detail({ datetime: '2026-02-30T00:00:00Z' })]));
    expect(facts(result)).toEqual(['ACT ARRIVED_AT_HUB | 2026-02-27T08:00:00.000Z | RIGA, LV']);
    expect(reasons(result)).toEqual([
      '/result/tracking_details/0 time-unreadable',
      '/result/tracking_details/1 wrong-shape',
      '/result/tracking_details/3 time-unreadable',
    ]);
  });

  it('have their times with the certainty that was sent', () => {
    const times = ['2026-02-27T08:00:00', '2026-02-27', null];
    expect(facts(normalize(tracker(times.map((datetime) => detail({ datetime })))))).toEqual([
      'ACT ARRIVED_AT_HUB | 2026-02-27T06:00:00.000Z by place Europe/Riga | RIGA, LV',
      'ACT ARRIVED_AT_HUB | 2026-02-27 | RIGA, LV',
      'ACT ARRIVED_AT_HUB | no time | RIGA, LV',
    ]);
  });

  it('of another type are ignored by name', () => {
    expect(normalize({ description: 'batch.created', result: {} })).toMatchObject({
      reports: [],
      refusals: [],
      ignored: ['event batch.created'],
    });
  });

  it('are refused with the reason', () => {
    expect(reasons(easypost.normalize(bytes('{'), context()))).toEqual([' not-json']);
    expect(reasons(easypost.normalize(Buffer.from([0x7b, 0xff]), context()))).toEqual([' broken-encoding']);
    expect(reasons(normalize([]))).toEqual([' wrong-shape']);
    expect(reasons(normalize(tracker([], { carrier: null })))).toEqual(['/result identifier-missing']);
    expect(reasons(normalize(tracker([], { tracking_code: 'a/b' })))).toEqual(['/result identifier-missing']);
  });
});
