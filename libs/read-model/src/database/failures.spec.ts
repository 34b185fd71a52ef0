import { DatabaseUnavailable, QueryTimeout } from './errors';
import { classified, isConnectionFailure, isRetryable, isTransient } from './failures';

const failure = (code?: string, message = 'x') => Object.assign(new Error(message), { code });

describe('failures of Postgres', () => {
  it.each([
    failure('ECONNREFUSED'),
    failure('57P03'),
    failure('08006'),
    failure('53300'),
    failure('42P01'),
    failure('SELF_SIGNED_CERT_IN_CHAIN'),
    failure(undefined, 'Connection terminated unexpectedly'),
    failure(undefined, 'timeout exceeded when trying to connect'),
  ])('%o: the database is away', (error) => {
    expect(classified(error)).toBeInstanceOf(DatabaseUnavailable);
    expect(isTransient(error)).toBe(true);
  });

  it.each(['22P02', '22003', '23505', '42703', '44000', '54000', 'P0001', 'ENOSPACE', 'ERR_OUT_OF_RANGE'])(
    '%s: what was given is to blame',
    (code) => {
      expect(isTransient(failure(code))).toBe(false);
    },
  );

  it.each(['25006', '40001', '42501', '53100', '55P03', '58030', '0A000', '26000', 'XX000'])('%s: nothing that was given is', (code) => {
    expect(isTransient(failure(code))).toBe(true);
  });

  it.each([failure('22P02', 'invalid input'), failure('23505'), new TypeError('programming'), 'text', undefined])(
    '%o: the query is to blame',
    (error) => {
      expect(classified(error)).toBe(error);
      expect(isTransient(error)).toBe(false);
    },
  );

  it('tells a slow query, a deadlock and a dead connection apart', () => {
    expect(classified(failure('57014'))).toBeInstanceOf(QueryTimeout);
    expect(isRetryable(failure('40P01'))).toBe(true);
    expect(isConnectionFailure(failure('25P03'))).toBe(true);
    expect(isConnectionFailure(failure('42P01'))).toBe(false);
  });
});
