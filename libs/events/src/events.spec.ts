import {
  CATALOGUE,
  canonicalJson,
  canonicalValue,
  checkDigitIsWrong,
  contentHash,
  type EventType,
  fenceSchedule,
  identifierOfStream,
  identifierStream,
  isEventType,
  parseDuration,
  parseIdentifier,
  parseInstant,
  parseSubject,
  storedEventId,
} from './index';

describe('catalogue', () => {
  it.each(Object.keys(CATALOGUE))('%s: the example satisfies the schema', (type) => {
    const { schema, example } = CATALOGUE[type as EventType];
    expect(schema.safeParse(example)).toMatchObject({ success: true });
  });

  it('names every type dev.waybill.<name>.v<n> and knows nothing inherited', () => {
    for (const type of Object.keys(CATALOGUE)) expect(type).toMatch(/^dev\.waybill\.[a-z]+(-[a-z]+)*\.v[1-9]\d*$/);
    expect(isEventType('constructor')).toBe(false);
  });
});

describe('instants', () => {
  it.each([
    ['2026-03-01T10:00:00Z', '2026-03-01T10:00:00.000Z'],
    ['2026-03-01T10:00:00.123999999+01:30', '2026-03-01T08:30:00.123Z'],
    ['2024-02-29t23:59:59z', '2024-02-29T23:59:59.000Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
    ['2015-06-30T23:59:60.5Z', '2015-07-01T00:00:00.500Z'],
    ['2017-01-01T00:59:60+01:00', '2017-01-01T00:00:00.000Z'],
    ['2017-01-01T05:29:60+05:30', '2017-01-01T00:00:00.000Z'],
    ['2015-06-30T16:59:60-07:00', '2015-07-01T00:00:00.000Z'],
    ['0000-01-01T00:00:00Z', '0000-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
    ['0001-01-01T00:00:00-00:00', '0001-01-01T00:00:00.000Z'],
  ])('%s is %s', (text, iso) => expect(new Date(parseInstant(text) as number).toISOString()).toBe(iso));

  it.each([
    '2026-03-01T10:00:00',
    '2026-02-30T10:00:00Z',
    '2026/03/01T10:00:00Z',
    '2026-03-01 10:00:00Z',
    '2026-03-01T24:00:00Z',
    '2026-03-01T10:00:00+24:00',
    '2026-03-01T10:00:00.1234567890Z',
    '2025-02-29T00:00:00Z',
    '9999-12-31T23:59:59-12:00',
    '0000-01-01T00:00:00+00:01',
    // A leap second elsewhere than at the end of June or December in UTC.
    '2024-02-29T23:59:60Z',
    '2016-12-31T22:59:60Z',
    '2016-12-31T23:58:60Z',
    '2016-12-31T23:59:60+01:00',
    '2017-01-01T00:59:60Z',
    '2016-12-31T23:59:61Z',
    '2016-09-30T23:59:60Z',
    // What Temporal reads beyond RFC 3339.
    '2026-03-01T10:00:00Z[Europe/Berlin]',
    '20260301T100000Z',
    '2026-03-01T10Z',
    '2026-03-01T10:00:00+01',
    '+002026-03-01T10:00:00Z',
    '2026-03-01T10:00:00,5Z',
    '',
  ])('%s is no instant', (text) => expect(parseInstant(text)).toBeUndefined());
});

describe('durations', () => {
  it.each([
    ['PT2H', 7_200_000],
    ['P1D', 86_400_000],
    ['P1W', 604_800_000],
    ['P1DT1H30M0.5S', 91_800_500],
    ['PT0S', 0],
    ['PT1.5H', 5_400_000],
    ['PT0.0004S', 0],
  ])('%s is %i ms', (text, ms) => expect(parseDuration(text)).toBe(ms));

  it.each(['P', 'PT', 'P1DT', 'P1M', 'P1Y', '2H', 'PT-1H', '-PT1H', 'P1.5D', 'P106751991167D'])('%s is no duration', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe('time zones of a schedule', () => {
  const hours = [{ days: ['MO'], from: '06:00', to: '18:00' }];
  it.each(['Europe/Berlin', 'europe/berlin', 'Asia/Calcutta', 'UTC', 'Etc/GMT+5'])('%s is one', (timeZone) => {
    expect(fenceSchedule.safeParse({ timeZone, hours }).success).toBe(true);
  });

  // The first four pass Intl, and Temporal, which the schedule is calculated with, refuses them.
  it.each(['PST', 'IST', 'BST', 'JST', 'Europe/Atlantis', '+01:00', 'Z', 'T00:00Z', '2026-03-01T00:00[Europe/Berlin]', ''])(
    '%s is none',
    (timeZone) => expect(fenceSchedule.safeParse({ timeZone, hours }).success).toBe(false),
  );
});

describe('identifiers', () => {
  it('are canonical: no white space, NFC, upper case where the scheme is case-blind', () => {
    expect(canonicalValue('container', ' csqu 305438 3 ')).toBe('CSQU3054383');
    expect(canonicalValue('vehicle', 'Lkw Ko\u0308ln')).toBe('LkwK\u00f6ln');
    expect(canonicalValue('order', 'a\u0000b')).toBeUndefined();
    expect(canonicalValue('order', 'x'.repeat(129))).toBeUndefined();
  });

  it.each(['\u200b', '\ufeff', '\u200c', '\u200d', '\u2060', '\u00ad', '\u180e', '\u2061', '\ufe0f', '\u202e', '\u{e0020}'])(
    'have nothing without width in them: %j',
    (unseen) => {
      const given = `${unseen}csqu${unseen} 305${unseen}4383${unseen}`;
      expect(canonicalValue('container', given)).toBe('CSQU3054383');
      expect(parseSubject(`vehicle:${unseen}T-7`)).toEqual(parseSubject('vehicle:T-7'));
      expect(parseSubject(`shipment:S-7${unseen}`)).toEqual(parseSubject('shipment:S-7'));
      expect(parseIdentifier('tracking-number', unseen, 'ups')).toHaveProperty('fault');
      expect(parseIdentifier('tracking-number', `1z${unseen}9`, `u${unseen}ps`)).toEqual({ scheme: 'tracking-number', value: 'UPS/1Z9' });
      expect(parseIdentifier('order', unseen)).toHaveProperty('fault');
    },
  );

  it('need the carrier for a tracking number', () => {
    expect(parseIdentifier('tracking-number', '1z 999')).toHaveProperty('fault');
    expect(parseIdentifier('tracking-number', '1z 999', 'ups')).toEqual({ scheme: 'tracking-number', value: 'UPS/1Z999' });
    expect(parseIdentifier('tracking-number', 'ups/')).toHaveProperty('fault');
  });

  it('survive their stream name', () => {
    for (const value of ['A/B~C%', "it's (1)*", '日本-7', 'a.b_c~d']) {
      expect(identifierOfStream(identifierStream({ scheme: 'vehicle', value }))).toEqual({ scheme: 'vehicle', value });
    }
  });

  it('are parsed from subjects', () => {
    expect(parseSubject('vehicle:a:b')).toEqual({ kind: 'identifier', identifier: { scheme: 'vehicle', value: 'a:b' } });
    expect(parseSubject('shipment:S-1')).toEqual({ kind: 'shipment', shipmentId: 'S-1' });
    for (const bad of ['vehicle', ':x', 'plane:x', 'shipment:-x', 'shipment:', 'device:'])
      expect(parseSubject(bad)).toHaveProperty('fault');
  });

  it.each([
    ['container', 'CSQU3054383', false],
    ['container', 'CSQU3054384', true],
    ['container', 'NOT-ISO', false],
    ['sscc', '106141412345678909', true],
    ['sscc', '106141412345678908', false],
  ] as const)('%s %s: wrong check digit is %s', (scheme, value, wrong) => expect(checkDigitIsWrong({ scheme, value })).toBe(wrong));
});

describe('identity of a fact', () => {
  it('differs per stream and is stable for ever', () => {
    expect(storedEventId('urn:a', '1', 'shipment-S')).toBe(storedEventId('urn:a', '1', 'shipment-S'));
    expect(storedEventId('urn:a', '1', 'shipment-S')).not.toBe(storedEventId('urn:a', '1', 'shipment-T'));
    expect(storedEventId('urn:a', '1', 'shipment-S')).toBe('0a257776-8c30-5b38-a45a-3a58e89a4bb5');
  });

  it('ignores the spelling of content', () => {
    const base = { type: 't', subject: 'vehicle:V', time: 1, canonical: canonicalJson({ a: 1, b: [1.0, 'x'] }) };
    expect(contentHash(base)).toBe(contentHash({ ...base, canonical: canonicalJson({ b: [1, 'x'], a: 1.0 }) }));
    expect(contentHash(base)).not.toBe(contentHash({ ...base, time: 2 }));
    expect(contentHash(base)).toHaveLength(16);
  });
});
