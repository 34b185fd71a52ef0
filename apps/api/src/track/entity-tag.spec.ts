import { isKnownTag } from './entity-tag';

describe('If-None-Match', () => {
  it.each([
    [undefined, false],
    ['"a"', true],
    ['W/"a"', true],
    ['"b", "a"', true],
    ['"b","c"', false],
    ['*', true],
    ['a', false],
    ['', false],
  ])('%j matches "a": %s', (header, known) => {
    expect(isKnownTag(header, '"a"')).toBe(known);
  });
});
