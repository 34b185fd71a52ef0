import fc from 'fast-check';
import { nameKey } from './name-key';

const same = (...names: string[]) => expect(new Set(names.map(nameKey)).size).toBe(1);

describe('the key of a name', () => {
  it.each([
    ['case', ['Über-77', 'über-77', 'ÜBER-77']],
    ['case of another script', ['Кириллица', 'КИРИЛЛИЦА', 'кириллица']],
    ['the end of a Greek word', ['Οδυσσεύς', 'ΟΔΥΣΣΕΎΣ', 'οδυσσεύσ']],
    ['sharp s', ['Straße 1', 'STRASSE 1', 'STRAẞE 1', 'strasse1']],
    ['ligatures', ['ﬁrma', 'FIRMA']],
    ['Turkish letters', ['İSTANBUL', 'istanbul', 'ISTANBUL', 'i̇stanbul']],
    ['full width', ['ＭＳＫＵ９', 'msku9']],
    ['composition', ['Ångström'.normalize('NFC'), 'Ångström'.normalize('NFD'), 'A\u030Angström']],
    ['Hangul', ['부산'.normalize('NFC'), '부산'.normalize('NFD')]],
    ['spaces', ['MSKU 907032 2', 'MSKU9070322', 'msku\u00A0907032\u20092', ' MSKU9070322 ', 'MSKU\t907032\n2']],
    ['dashes', ['MSKU-907032-2', 'MSKU–907032—2', 'MSKU\u2011907032\u22122', 'MSKU9070322']],
    ['characters without width', ['MSKU\u200B9070322\uFEFF', 'MSKU\u00AD9070322', 'MSKU9070322']],
  ])('is blind to %s', (_, names) => same(...names));

  it.each([
    ['other characters', 'PO.1', 'PO_1'],
    ['a slash', 'DHL/1', 'DHL1'],
    ['accents', 'Munchen', 'München'],
    ['scripts', 'A1', 'А1'],
  ])('tells apart by %s', (_, one, other) => expect(nameKey(one)).not.toBe(nameKey(other)));

  it('is blind to the case and composition of every character, and its own key', () => {
    const wrong: string[] = [];
    for (let code = 1; code <= 0x10ffff; code++) {
      if (code >= 0xd800 && code <= 0xdfff) continue;
      const char = String.fromCodePoint(code);
      const forms = [char.toLowerCase(), char.toUpperCase(), char.normalize('NFC'), char.normalize('NFD'), char.normalize('NFKD')];
      if (forms.every((form) => form === char)) continue;
      const key = nameKey(char);
      if ([...forms, key].some((form) => nameKey(form) !== key)) wrong.push(`${code.toString(16)} ${char} → ${key}`);
    }
    expect(wrong).toEqual([]);
  });

  it('is the same for every way to write a text', () => {
    const text = fc.string({ unit: 'binary', maxLength: 60 });
    const ways = [
      (one: string) => one.toUpperCase(),
      (one: string) => one.toLowerCase(),
      (one: string) => one.normalize('NFD'),
      (one: string) => one.normalize('NFC'),
      (one: string) => Array.from(one).join(' '),
      (one: string) => nameKey(one),
    ];
    fc.assert(fc.property(text, fc.constantFrom(...ways), (one, way) => expect(nameKey(way(one))).toBe(nameKey(one))));
  });

  it('begins with the key of every beginning that ends before a character of its own', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'Ü', 'ß', '7', ' ', '-', 'Щ'), maxLength: 30 });
    fc.assert(fc.property(word, word, (a, b) => expect(nameKey(a + b).startsWith(nameKey(a))).toBe(true)));
  });

  it('has at most 200 characters, none of them halved', () => {
    const key = nameKey('😀'.repeat(300));
    expect([Array.from(key).length, key.isWellFormed()]).toEqual([200, true]);
    expect(nameKey('ß'.repeat(200)).length).toBeLessThanOrEqual(200);
  });
});
