import { preferredType } from './negotiate';

const offered = ['application/json', 'application/geo+json', 'text/csv'];

describe('content negotiation', () => {
  it.each([
    [undefined, 'application/json'],
    ['', 'application/json'],
    ['*/*', 'application/json'],
    ['text/csv', 'text/csv'],
    ['TEXT/*', 'text/csv'],
    ['application/json;q=0.5, application/geo+json', 'application/geo+json'],
    ['application/json;q=0, */*', 'application/geo+json'],
    ['text/html, */*;q=0.1', 'application/json'],
    ['text/html', undefined],
    ['text/csv;q=0', undefined],
  ])('%j gets %j', (accept, type) => {
    expect(preferredType(accept, offered)).toBe(type);
  });
});
