import { backoffDelay } from './retry';

describe('backoff', () => {
  const backoff = { baseMs: 100, capMs: 5_000 };

  it('doubles up to its cap', () => {
    expect([0, 1, 2, 10, 1_000].map((attempt) => backoffDelay(attempt, backoff, 1))).toEqual([100, 200, 400, 5_000, 5_000]);
  });

  it('is spread over the upper half', () => {
    expect([backoffDelay(3, backoff, 0), backoffDelay(3, backoff, 0.5)]).toEqual([400, 600]);
  });
});
