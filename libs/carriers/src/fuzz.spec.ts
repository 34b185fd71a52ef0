import { canonicalValue, type Instant } from '@waybill/events';
import * as aftership from './aftership/fixtures';
import * as dcsa from './dcsa/fixtures';
import * as dhl from './dhl-unified/fixtures';
import * as easypost from './easypost/fixtures';
import * as epcis from './epcis/fixtures';
import * as fedex from './fedex/fixtures';
import { context, NOW } from './fixtures/bytes';
import { mutated, numbers } from './fixtures/mutation';
import { FORMAT_NAMES, type FormatName } from './format-names';
import * as iftsta from './iftsta/fixtures';
import * as osmand from './osmand/fixtures';
import * as owntracks from './owntracks/fixtures';
import type { PushContext } from './port';
import { FORMATS } from './registry';
import * as samsara from './samsara/fixtures';
import * as ship24 from './ship24/fixtures';
import * as shippo from './shippo/fixtures';
import * as traccar from './traccar/fixtures';
import * as ups from './ups-track-alert/fixtures';
import * as usps from './usps/fixtures';
import * as x12 from './x12-214/fixtures';

/** Good pushes of each format; the mutations start from them. */
const EXAMPLES: Readonly<Record<FormatName, readonly Uint8Array[]>> = {
  easypost: easypost.examples,
  aftership: aftership.examples,
  'ups-track-alert': ups.examples,
  fedex: fedex.examples,
  'dhl-unified': dhl.examples,
  usps: usps.examples,
  dcsa: dcsa.examples,
  'x12-214': x12.examples,
  traccar: traccar.examples,
  osmand: osmand.examples,
  owntracks: owntracks.examples,
  epcis: epcis.examples,
  ship24: ship24.examples,
  shippo: shippo.examples,
  samsara: samsara.examples,
  iftsta: iftsta.examples,
};

const MUTATIONS = 10_000;
const each = Math.ceil(MUTATIONS / FORMAT_NAMES.length);

const instantOf = (time: object): number => ('instant' in time ? (time.instant as number) : 0);

describe.each(FORMAT_NAMES)('%s', (name) => {
  const format = FORMATS[name];
  const secrets = ['c2VjcmV0'];

  it(`answers ${each} mutated pushes with reports or reasons, the same ones each time`, () => {
    const random = numbers(20_260_301);
    for (let i = 0; i < each; i += 1) {
      const examples = EXAMPLES[name];
      const body = mutated(examples[i % examples.length] as Uint8Array, random);
      const given: PushContext = context({
        url: `/?${Buffer.from(body).toString('latin1').slice(0, 2_000)}`,
        headers: { 'x-limit-d': 'phone' },
      });
      const result = format.normalize(body, given);
      expect(format.verify(body, { authorization: 'x', 'x-hmac': 'x', credential: 'x' }, given.url, secrets, NOW as Instant).verified).toBe(
        false,
      );
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
