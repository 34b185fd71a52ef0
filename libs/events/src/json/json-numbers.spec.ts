import fc from 'fast-check';
import { keepsDigits, lostNumbers } from './json-numbers';

describe('a number of a JSON text', () => {
  it.each([
    ['0', '-0', '0.0', '0e5', '1.50', '100', '1E5', '1e-7', '-0.12823104858398438', '9007199254740992', '1e22', '5e-324'],
    // As C, .NET and others print a double: 17 digits, or all that it has.
    ['0.10000000000000001', '52.520006600000002', '0.1000000000000000055511151231257827021181583404541015625'],
  ])('keeps its digits: %s …', (...tokens) => {
    expect(tokens.filter((token) => !keepsDigits(token))).toEqual([]);
  });

  it.each([
    ['9007199254740993', '-9007199254740993', '12345678901234567890', '12345678901234567168', '9007199254740993.0', '900719925474099.3e1'],
    ['0.12345678901234567890', '52.1234567890123456', '1e400', '-1e400', '1e-400', '4e-324', '1.00000000000000000000000001'],
  ])('loses them: %s …', (...tokens) => {
    expect(tokens.filter(keepsDigits)).toEqual([]);
  });

  it('keeps them when JavaScript wrote it', () => {
    fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => keepsDigits(JSON.stringify(value))));
    const integers = fc.bigInt({ min: 2n ** 53n, max: 10n ** 20n }).map(String);
    fc.assert(fc.property(integers, (token) => keepsDigits(token) === (String(Number(token)) === token)));
  });

  it('is found where it stands, in spite of texts that look like numbers, brackets or names', () => {
    const text = String.raw`{"a\"}":[1,{"]":"9007199254740993","b":[9007199254740993]}],"c/~":[[],[0,-9007199254740993e0]],"d":true}`;
    expect(lostNumbers(text)).toEqual([
      ['a"}', 1, 'b', 0],
      ['c/~', 1, 1],
    ]);
  });
});
