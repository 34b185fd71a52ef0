import { createHash, randomUUID } from 'node:crypto';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** A company's identity provider, as small as OpenID Connect lets it be: it signs in the person that it is told to, without asking. */
export interface IdentityProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Claims of the person who comes next. */
  person: Readonly<Record<string, unknown>>;
  /** What it does to the ID tokens of those who come next. */
  spoil: (claims: Record<string, unknown>) => Record<string, unknown>;
  /** Whether it lets people in still whom it let in before. */
  letsIn: boolean;
  close(): Promise<void>;
}

interface Granted {
  readonly nonce: string;
  readonly challenge: string;
  readonly redirectUri: string;
  readonly person: Readonly<Record<string, unknown>>;
}

const json = (response: ServerResponse, status: number, body: unknown): void =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return new URLSearchParams(text);
}

const s256 = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

export async function startIdentityProvider(): Promise<IdentityProvider> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const key = { ...(await exportJWK(publicKey)), kid: 'key-1', alg: 'RS256', use: 'sig' };
  const codes = new Map<string, Granted>();
  const refreshTokens = new Set<string>();
  const server = http.createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider: IdentityProvider = {
    issuer,
    clientId: 'waybill',
    clientSecret: 'a secret of the issuer',
    person: {},
    spoil: (claims) => claims,
    letsIn: true,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', issuer);
    if (pathname === '/.well-known/openid-configuration') return json(response, 200, metadata(issuer));
    if (pathname === '/keys') return json(response, 200, { keys: [key] });
    if (pathname === '/authorize') return authorize(searchParams, response);
    if (pathname === '/token') return token(await formOf(request), request.headers.authorization ?? '', response);
    json(response, 404, {});
  }

  function authorize(asked: URLSearchParams, response: ServerResponse): void {
    const redirectUri = asked.get('redirect_uri') as string;
    const code = randomUUID();
    const [nonce, challenge] = [asked.get('nonce') as string, asked.get('code_challenge') as string];
    codes.set(code, { nonce, challenge, redirectUri, person: provider.person });
    const back = new URL(redirectUri);
    back.search = new URLSearchParams({ code, state: asked.get('state') as string }).toString();
    response.writeHead(303, { location: back.href }).end();
  }

  async function token(form: URLSearchParams, authorization: string, response: ServerResponse): Promise<void> {
    const [id, secret] = clientOf(form, authorization);
    if (form.get('grant_type') === 'refresh_token')
      return again(form, id === provider.clientId && secret === provider.clientSecret, response);
    const granted = codes.get(form.get('code') as string);
    codes.delete(form.get('code') as string);
    const isOurs = id === provider.clientId && secret === provider.clientSecret;
    const isProven = granted?.challenge === s256(form.get('code_verifier') ?? '') && granted.redirectUri === form.get('redirect_uri');
    if (!isOurs || !granted || !isProven) return json(response, 400, { error: 'invalid_grant' });
    return tokens(provider.spoil({ iss: issuer, aud: id, sub: 'subject-1', nonce: granted.nonce, ...granted.person }), response);
  }

  /** Each refresh token counts once, as the issuers of the field have it. */
  async function again(form: URLSearchParams, isOurs: boolean, response: ServerResponse): Promise<void> {
    if (!refreshTokens.delete(form.get('refresh_token') as string) || !isOurs || !provider.letsIn)
      return json(response, 400, { error: 'invalid_grant' });
    return tokens({ iss: issuer, aud: provider.clientId, sub: 'subject-1', ...provider.person }, response);
  }

  async function tokens(claims: Record<string, unknown>, response: ServerResponse): Promise<void> {
    const refreshToken = randomUUID();
    refreshTokens.add(refreshToken);
    const signed = new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'key-1' }).setIssuedAt().setExpirationTime('5m');
    const idToken = await signed.sign(privateKey);
    const both = { id_token: idToken, refresh_token: refreshToken };
    json(response, 200, { access_token: randomUUID(), token_type: 'Bearer', expires_in: 300, ...both });
  }

  return provider;
}

const metadata = (issuer: string) => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/keys`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
});

/** Both ways in which a client may prove itself with a secret (RFC 6749, 2.3.1). */
function clientOf(form: URLSearchParams, authorization: string): readonly (string | undefined)[] {
  if (!authorization.startsWith('Basic ')) return [form.get('client_id') ?? undefined, form.get('client_secret') ?? undefined];
  const decoded = Buffer.from(authorization.slice(6), 'base64').toString().split(':');
  return decoded.map((part) => decodeURIComponent(part.replaceAll('+', ' ')));
}
