type Coded = {
  readonly code?: unknown;
  readonly message?: string;
  readonly address?: string;
  readonly port?: number;
  readonly hostname?: string;
};

/** Codes of OpenSSL for a certificate that no known authority vouches for. */
const UNVOUCHED = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);
/** node-postgres has no code for this. */
const NO_TLS = /does not support SSL/i;

const BY_CODE: Readonly<Record<string, string>> = {
  '28000':
    'Postgres refuses this login (28000): correct the user in DATABASE_URL or let it in by pg_hba.conf; where only TLS is let in, add sslmode=verify-full&sslrootcert=<file>.',
  '28P01': 'Postgres refuses the password of the user in DATABASE_URL (28P01): correct one of them.',
  '3D000': 'The database that DATABASE_URL names does not exist (3D000): create it or correct its name.',
  '42501': 'The user in DATABASE_URL may not make what Waybill needs (42501): make it the owner of its database.',
  '08P01': 'What answers for Postgres does not take a parameter of DATABASE_URL (08P01), as connection poolers do: take its options out.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate of Postgres is for another host: use a host name in DATABASE_URL that it names.',
  CERT_HAS_EXPIRED: 'The certificate of Postgres has expired: renew it.',
  ENOTFOUND: 'The host in DATABASE_URL is not known here (ENOTFOUND): correct its name.',
  EAI_AGAIN: 'The host in DATABASE_URL is not known here (EAI_AGAIN): correct its name, or mend name resolution.',
  '57P03': 'Postgres is starting up or shutting down (57P03).',
  '53300': 'Postgres has no connection left (53300): raise its max_connections, or lower DATABASE_POOL_SIZE.',
};

const coded = (error: unknown): Coded => (typeof error === 'object' && error !== null ? error : {});

/** True when TLS keeps us from talking to Postgres: no query was sent. */
export function isUntrusted(error: unknown): boolean {
  const { code, message = '' } = coded(error);
  return UNVOUCHED.has(String(code)) || /^(ERR_TLS_|ERR_SSL_|CERT_)/.test(String(code)) || NO_TLS.test(message);
}

/** Why Postgres is out of reach, in one sentence that says what to do where that is known. Holds nothing of a query, and no secret. */
export function reasonOf(error: unknown): string {
  const { code, message = '', address, port } = coded(error);
  const known = BY_CODE[String(code)];
  if (known !== undefined) return known;
  if (UNVOUCHED.has(String(code))) {
    return `No authority known here vouches for the certificate of Postgres (${code}): add sslmode=verify-full&sslrootcert=<file of its authority> to DATABASE_URL; sslmode=require verifies, too.`;
  }
  if (NO_TLS.test(message))
    return 'DATABASE_URL asks for TLS, which this Postgres does not speak: take sslmode out, or switch TLS on there.';
  const where = address === undefined ? '' : ` at ${address}${port === undefined ? '' : `:${port}`}`;
  return `Postgres does not answer${where} (${String(code ?? message)}).`;
}
