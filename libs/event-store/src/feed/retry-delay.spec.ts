import { retryDelay } from './retry-delay';

describe('the wait before subscribing again', () => {
  it('is none the first time', () => {
    expect(retryDelay(0, 0, 0.5)).toBe(0);
  });

  it('is a second at most while the outage is young', () => {
    for (let attempt = 1; attempt < 60; attempt += 1) expect(retryDelay(attempt, 29_000, 0.999)).toBeLessThanOrEqual(1000);
  });

  it('grows with the outage, up to 30 s', () => {
    expect(retryDelay(100, 300_000, 1)).toBe(10_000);
    expect(retryDelay(500, 10_000_000, 1)).toBe(30_000);
  });

  it('is spread', () => {
    expect(retryDelay(20, 0, 0)).toBe(500);
    expect(retryDelay(20, 0, 1)).toBe(1000);
  });
});
