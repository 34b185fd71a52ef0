import { easypost } from './easypost';
import { detail, tracker } from './easypost/fixtures';
import { bytes, context, json } from './fixtures/bytes';
import { MAX_BODY_BYTES } from './reading';

describe('a hostile push', () => {
  it('of 100,000 scans is taken up to the limit, and says so', () => {
    const many = Array.from({ length: 100_000 }, (_, i) => (i % 2 ? {} : detail({ carrier_code: `C${i}` })));
    const { reports, refusals } = easypost.normalize(json(tracker(many)), context());
    expect(reports).toHaveLength(5_001);
    expect(refusals[0]).toMatchObject({ reason: 'too-many-scans', detail: expect.stringContaining('90000 were not taken') });
  });
  it('whose scans are all broken is refused in a bounded answer', () => {
    const { reports, refusals } = easypost.normalize(json(tracker(Array(5_000).fill(1))), context());
    expect(reports).toEqual([]);
    expect(refusals).toHaveLength(101);
    expect(refusals.at(-1)).toMatchObject({ reason: 'more-refusals', detail: '4900 more parts were refused.' });
  });
  it('that is too large is not looked into', () => {
    expect(easypost.normalize(Buffer.alloc(MAX_BODY_BYTES + 1, '['), context()).refusals).toMatchObject([{ reason: 'body-too-large' }]);
  });
  it('that is nested deeply neither hangs nor throws', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    expect(easypost.normalize(bytes(`{"description":"tracker.updated","result":${deep}}`), context()).refusals).toMatchObject([
      { reason: 'identifier-missing' },
    ]);
  });
  it('cannot reach a prototype', () => {
    const text = JSON.stringify(tracker([detail()]))
      .replace('"result":{', '"result":{"__proto__":{"polluted":1,"carrier":"X"},"constructor":{"prototype":{"polluted":1}},')
      .replace('"status":', '"__proto__":{"polluted":1},"status":');
    const { reports } = easypost.normalize(bytes(text), context());
    expect(reports).toHaveLength(1);
    expect(reports[0]?.about).toEqual([{ scheme: 'tracking-number', value: 'USPS/EZ1000000001' }]);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    expect(JSON.stringify(reports)).not.toContain('polluted');
  });
  it('with broken Unicode gives texts that can be stored', () => {
    const [report] = easypost.normalize(
      bytes(JSON.stringify(tracker([detail({ message: 'a\ud800b\u0000c\u001b[31m' })])).replace('xx', '')),
      context(),
    ).reports;
    expect(report?.note).toBe('a\ufffdb c [31m');
  });
});
