import { canonicalValue, type Instant } from '@waybill/events';
import { context, NOW } from './fixtures/bytes';
import { EXAMPLES } from './fixtures/examples';
import { mutated, numbers } from './fixtures/mutation';
import { FORMAT_NAMES } from './format-names';
import type { PushContext } from './port';
import { FORMATS } from './registry';

/** `npm run test:full -- formats` tries ten times as many, others each time; its title says which seed brings them back. */
const MUTATIONS = process.env.WAYBILL_FAULTS === 'full' ? 100_000 : 10_000;
const each = Math.ceil(MUTATIONS / FORMAT_NAMES.length);
const wanted = process.env.PROPERTY_SEED ?? '20260301';
const SEED = wanted === 'random' ? Date.now() % 1_000_000_007 : Number(wanted);

/** What a sender could present that is no proof. */
const FALSE_PROOFS = {
  ...{
    authorization: 'Bearer x',
    'x-hmac': 'x',
    credential: 'x',
    'fdx-signature': 'x',
    'x-hmac-signature': 'x',
    'aftership-hmac-sha256': 'x',
  },
  ...{
    'notification-signature': 'sha256=x',
    'shippo-auth-signature': 't=1,v1=x',
    'x-samsara-signature': 'v1=x',
    'x-samsara-timestamp': '1',
  },
};

const instantOf = (time: object): number => ('instant' in time ? (time.instant as number) : 0);

describe.each(FORMAT_NAMES)('%s', (name) => {
  const format = FORMATS[name];
  const secrets = ['c2VjcmV0'];

  it(`answers ${each} mutated pushes with reports or reasons, the same ones each time (seed ${SEED})`, () => {
    const random = numbers(SEED);
    for (let i = 0; i < each; i += 1) {
      const examples = EXAMPLES[name];
      const body = mutated(examples[i % examples.length] as Uint8Array, random);
      const given: PushContext = context({
        url: `/?${Buffer.from(body).toString('latin1').slice(0, 2_000)}`,
        headers: { 'x-limit-d': 'phone' },
      });
      const result = format.normalize(body, given);
      expect(format.verify(body, FALSE_PROOFS, given.url, secrets, NOW as Instant).verified).toBe(false);
      for (const { id, about, time, statement, note = '', flags } of result.reports) {
        expect(id).toMatch(/^[0-9a-f-]{36}$/);
        expect(about.length > 0 || statement.kind === 'retraction').toBe(true);
        for (const { scheme, value } of about) expect(canonicalValue(scheme, value)).toBe(value);
        expect(Number.isSafeInteger(instantOf(time))).toBe(true);
        expect([note.isWellFormed(), new Set(flags).size]).toEqual([true, flags.length]);
      }
      expect(result.refusals.length + result.reports.length + result.ignored.length + result.wholeHistories.length).toBeGreaterThan(0);
      if (i % 10 === 0) expect(format.normalize(body, given)).toEqual(result);
    }
  });

  it('takes the examples whole', () => {
    for (const body of EXAMPLES[name]) {
      const { reports, refusals } = format.normalize(body, context());
      expect(refusals).toEqual([]);
      expect(reports.length).toBeGreaterThan(0);
    }
  });
});
