import { COUNTRY_CODES, countryCode } from './countries';

describe('country codes', () => {
  it('are those that the Unicode data know, each once', () => {
    const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
    expect(new Set(COUNTRY_CODES).size).toBe(249);
    expect(COUNTRY_CODES.filter((code) => names.of(code) === undefined)).toEqual([]);
  });
  it('are made of three letters, and left as they are otherwise', () => {
    expect(['CHN', 'usa', 'DE', 'Germany', undefined].map(countryCode)).toEqual(['CN', 'US', 'DE', 'Germany', undefined]);
  });
});
