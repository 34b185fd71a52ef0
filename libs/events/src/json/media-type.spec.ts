import { isJson, isUtf8, type MediaType, parseMediaType } from './media-type';

describe('media types', () => {
  it.each([
    ['application/json', 'application/json', {}],
    ['Application/CloudEvents+JSON', 'application/cloudevents+json', {}],
    ['application/json; charset=utf-8', 'application/json', { charset: 'utf-8' }],
    ['application/json;charset="UTF-8" ; x=y', 'application/json', { charset: 'UTF-8', x: 'y' }],
    ['application/json ;', 'application/json', {}],
    ['text/plain; q="a\\"b;c"', 'text/plain', { q: 'a"b;c' }],
  ])('reads %j', (text, essence, parameters) => {
    expect(parseMediaType(text)).toEqual({ essence, parameters });
  });

  it.each([
    '',
    'json',
    'application/',
    '/json',
    'application/json\ta',
    'application/json garbage',
    'application/json; charset',
    'application/json; charset = utf-8',
    'application/json; charset="utf-8',
    'application/json, text/plain',
    'application/json; a=b c',
    'appl ication/json',
    'a/b/c',
  ])('refuses %j', (text) => {
    expect(parseMediaType(text)).toBeUndefined();
  });

  it('knows JSON by its subtype', () => {
    const json = (text: string) => isJson(parseMediaType(text) as MediaType);
    expect(['application/json', 'text/json', 'application/geo+json'].map(json)).toEqual([true, true, true]);
    expect(['text/plain', 'application/jsonp', 'application/json+xml'].map(json)).toEqual([false, false, false]);
  });

  it('knows which charsets are UTF-8', () => {
    const utf8 = (text: string) => isUtf8(parseMediaType(text) as MediaType);
    expect(utf8('a/b') && utf8('a/b; charset=UTF8') && utf8('a/b; charset=us-ascii')).toBe(true);
    expect(utf8('a/b; charset=utf-16') || utf8('a/b; charset=iso-8859-1')).toBe(false);
  });
});
