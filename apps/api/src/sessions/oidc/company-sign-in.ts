import type { Clock, WaybillConfig } from '@waybill/platform';
import { BrokenSealError, openWithKey, sealWithKey } from '@waybill/platform';
import * as oidc from 'openid-client';
import { SESSION_MS } from '../session-cookies';
import { type Claims, type Person, personOf, type RoleRule } from './person';

/** How Waybill is known to the company's identity provider. */
export interface OidcSettings extends RoleRule {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What the issuer is asked for. */
  readonly scope: string;
}

/** What is configured; undefined where people sign in by API keys alone. */
export function oidcSettings(config: WaybillConfig): OidcSettings | undefined {
  const { oidcIssuer: issuer, oidcClientId: clientId, oidcClientSecret: clientSecret } = config;
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) return undefined;
  return {
    issuer,
    clientId,
    clientSecret,
    scope: config.oidcScope,
    claim: config.oidcRoleClaim,
    operators: config.oidcOperators,
    coordinators: config.oidcCoordinators,
  };
}

/** What has to be known when the browser comes back from the issuer; sealed, and kept by that browser alone. */
interface Attempt {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly expiresAt: number;
}

/** What the issuer is asked again with; sealed, and kept by the person's browser alone. */
interface Renewal {
  readonly person: Person;
  readonly refreshToken: string;
  /** When the person has to sign in anew, whatever the issuer says (Unix milliseconds). */
  readonly until: number;
}

/** A person whom the issuer has just vouched for. */
export interface Vouched {
  readonly person: Person;
  /** Asks the issuer again; undefined where it gives no refresh tokens. */
  readonly renewal?: string;
}

/** A person has to type a password and perhaps a second factor. */
export const ATTEMPT_MS = 10 * 60_000;
const ATTEMPT = 'sign-in at the issuer';
const RENEWAL = 'renewal at the issuer';

const isLoopback = (issuer: string): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(issuer).hostname);

/** The issuer refused, or answered for another attempt than this browser's. */
export class SignInFailed extends Error {}

const failure = (error: unknown): SignInFailed =>
  error instanceof SignInFailed ? error : new SignInFailed(error instanceof Error ? error.message : String(error), { cause: error });

/** Signs people in by the company's own identity provider: OpenID Connect, authorization code with PKCE. */
export class CompanySignIn {
  private discovered: Promise<oidc.Configuration> | undefined;

  constructor(
    readonly settings: OidcSettings,
    private readonly deploymentKey: Buffer,
    private readonly clock: Clock,
  ) {}

  /** Where the browser goes, and what it keeps until it is back. @param redirectUri where it comes back to */
  async begin(redirectUri: string): Promise<{ readonly address: string; readonly attempt: string }> {
    const [state, nonce, codeVerifier] = [oidc.randomState(), oidc.randomNonce(), oidc.randomPKCECodeVerifier()];
    const address = oidc.buildAuthorizationUrl(await this.issuer(), {
      redirect_uri: redirectUri,
      scope: this.settings.scope,
      state,
      nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
    });
    const attempt: Attempt = { state, nonce, codeVerifier, expiresAt: this.clock.now() + ATTEMPT_MS };
    return { address: address.href, attempt: sealWithKey(this.deploymentKey, JSON.stringify(attempt), ATTEMPT) };
  }

  /**
   * Who came back; undefined for a person whose claims give no role.
   * @param current the address that the issuer sent the browser to
   * @throws SignInFailed
   */
  async finish(current: URL, sealed: string | undefined): Promise<Vouched | undefined> {
    const { state: expectedState, nonce: expectedNonce, codeVerifier: pkceCodeVerifier } = this.attemptOf(sealed);
    const checks = { expectedState, expectedNonce, pkceCodeVerifier, idTokenExpected: true };
    try {
      const tokens = await oidc.authorizationCodeGrant(await this.issuer(), current, checks);
      const person = personOf((tokens.claims() ?? {}) as Claims, this.settings);
      return person && this.vouched(person, tokens.refresh_token, this.clock.now() + SESSION_MS);
    } catch (error) {
      throw failure(error);
    }
  }

  /**
   * The person as the issuer knows them now; undefined for one whom it lets in no more, or who has no role any more.
   * @param sealed what the browser was given when the issuer was asked last
   * @throws SignInFailed when it brought none, or the issuer does not say
   */
  async renew(sealed: string | undefined): Promise<Vouched | undefined> {
    const { person, refreshToken, until } = this.renewalOf(sealed);
    try {
      const tokens = await oidc.refreshTokenGrant(await this.issuer(), refreshToken);
      const claims = tokens.claims();
      // Not every issuer tells the claims again. That it answers means that the person is let in still.
      const now = claims ? personOf(claims as Claims, this.settings) : person;
      return now?.personId === person.personId ? this.vouched(now, tokens.refresh_token ?? refreshToken, until) : undefined;
    } catch (error) {
      if (error instanceof oidc.ResponseBodyError && error.error === 'invalid_grant') return undefined;
      throw failure(error);
    }
  }

  private vouched(person: Person, refreshToken: string | undefined, until: number): Vouched {
    if (refreshToken === undefined) return { person };
    const renewal: Renewal = { person, refreshToken, until };
    return { person, renewal: sealWithKey(this.deploymentKey, JSON.stringify(renewal), RENEWAL) };
  }

  private attemptOf(sealed: string | undefined): Attempt {
    const attempt = this.opened(sealed, ATTEMPT) as Attempt | undefined;
    if (attempt && attempt.expiresAt > this.clock.now()) return attempt;
    throw new SignInFailed('this browser began no sign-in within the last ten minutes');
  }

  private renewalOf(sealed: string | undefined): Renewal {
    const renewal = this.opened(sealed, RENEWAL) as Renewal | undefined;
    if (renewal && renewal.until > this.clock.now()) return renewal;
    throw new SignInFailed('this browser has nothing to ask the issuer with, or has had it for too long');
  }

  private opened(sealed: string | undefined, purpose: string): unknown {
    try {
      return JSON.parse(openWithKey(this.deploymentKey, sealed ?? '', purpose).toString());
    } catch (error) {
      if (error instanceof BrokenSealError) return undefined;
      throw error;
    }
  }

  /** Asked once; what failed is asked again by the next one who signs in. */
  private issuer(): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecret } = this.settings;
    const execute = isLoopback(issuer) ? [oidc.allowInsecureRequests] : [];
    const discovered =
      this.discovered ??
      oidc.discovery(new URL(issuer), clientId, clientSecret, undefined, { execute }).catch((error) => {
        this.discovered = undefined;
        throw new SignInFailed(`${issuer} does not answer: ${error instanceof Error ? error.message : error}`, { cause: error });
      });
    this.discovered = discovered;
    return discovered;
  }
}
