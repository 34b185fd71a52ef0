import { isRemark } from '@waybill/domain';
import { MILESTONES, SHIPMENT_STATUSES } from '@waybill/events';
import { LANGUAGES, preferredSpeech } from '.';

/** Every text with its place, functions called with words that can be recognised. */
function textsIn(value: unknown, place = ''): [string, string][] {
  if (typeof value === 'string') return [[place, value]];
  if (typeof value === 'function') return [[place, String(value('ONE', 'TWO', 'THREE'))]];
  return Object.entries(value as object).flatMap(([name, part]) => textsIn(part, `${place}/${name}`));
}

describe.each(Object.entries(LANGUAGES))('the language %s', (language, texts) => {
  const all = textsIn(texts);

  it('has every text, of one line and without markup', () => {
    expect(all.map(([place]) => place)).toEqual(textsIn(LANGUAGES.en).map(([place]) => place));
    for (const [place, text] of all) expect([place, text]).toEqual([place, expect.stringMatching(/^[^<>&\n]{2,200}$/)]);
  });

  it('has a word for every status and every milestone that customers are shown', () => {
    expect(Object.keys(texts.status).sort()).toEqual([...SHIPMENT_STATUSES].sort());
    expect(Object.keys(texts.milestone).sort()).toEqual(MILESTONES.filter((one) => !isRemark(one)).sort());
  });

  it('says different things differently', () => {
    for (const part of [texts.status, texts.milestone]) expect(new Set(Object.values(part)).size).toBe(Object.keys(part).length);
  });

  it('uses everything that is put into its sentences', () => {
    const used = (text: string, ...words: string[]) => words.every((word) => text.includes(word));
    const { arrives, deliveredAt, history, map, onDay } = texts;
    expect(used(arrives.between('ONE', 'TWO', 'THREE'), 'ONE', 'TWO', 'THREE')).toBe(true);
    for (const text of [arrives.around('ONE', 'TWO'), arrives.fromTo('ONE', 'TWO'), deliveredAt('ONE', 'TWO'), map.caption('ONE', 'TWO')])
      expect(used(text, 'ONE', 'TWO')).toBe(true);
    for (const text of [arrives.during('ONE'), onDay('ONE')]) expect(used(text, 'ONE')).toBe(true);
    expect(history.earlier(7)).toContain('7');
  });

  it('is no copy of English', () => {
    const english = new Map(textsIn(LANGUAGES.en));
    const same = all.filter(
      ([place, text]) => language !== 'en' && !['/direction', '/onDay'].includes(place) && english.get(place) === text,
    );
    expect(same).toEqual([]);
  });
});

describe('the language of a page', () => {
  it.each([
    [undefined, 'en', 'en-GB'],
    ['', 'en', 'en-GB'],
    ['*', 'en', 'en-GB'],
    ['de', 'de', 'de'],
    ['de-AT,de;q=0.9,en;q=0.8', 'de', 'de-AT'],
    ['en-US,en;q=0.5', 'en', 'en-US'],
    ['ja, fr-CA;q=0.8, en;q=0.9', 'en', 'en-GB'],
    ['sv,da;q=0.9,PL-pl;q=0.1', 'pl', 'pl-PL'],
    ['de;q=0, nl;q=0.3', 'nl', 'nl'],
    ['de-u-nu-arab-ca-buddhist', 'de', 'de'],
    ['de_DE, ;;;q=,xx-\u00ff', 'en', 'en-GB'],
    ['de-\u00ff\u0000', 'de', 'de'],
    ['__proto__,constructor', 'en', 'en-GB'],
    [`${'x,'.repeat(10_000)}de`, 'en', 'en-GB'],
  ])('%j asks for %s', (header, language, locale) => {
    expect(preferredSpeech(header)).toMatchObject({ language, locale });
  });
});
