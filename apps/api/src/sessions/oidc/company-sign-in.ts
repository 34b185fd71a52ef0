import type { Clock, WaybillConfig } from '@waybill/platform';
import { BrokenSealError, openWithKey, sealWithKey } from '@waybill/platform';
import * as oidc from 'openid-client';
import { type Claims, type Person, personOf, type RoleRule } from './person';

/** How Waybill is known to the company's identity provider. */
export interface OidcSettings extends RoleRule {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** What is configured; undefined where people sign in by API keys alone. */
export function oidcSettings(config: WaybillConfig): OidcSettings | undefined {
  const { oidcIssuer: issuer, oidcClientId: clientId, oidcClientSecret: clientSecret } = config;
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) return undefined;
  return {
    issuer,
    clientId,
    clientSecret,
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

/** A person has to type a password and perhaps a second factor. */
export const ATTEMPT_MS = 10 * 60_000;
const PURPOSE = 'sign-in at the issuer';

const isLoopback = (issuer: string): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(issuer).hostname);

/** The issuer refused, or answered for another attempt than this browser's. */
export class SignInFailed extends Error {}

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
      scope: 'openid profile',
      state,
      nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
    });
    const attempt: Attempt = { state, nonce, codeVerifier, expiresAt: this.clock.now() + ATTEMPT_MS };
    return { address: address.href, attempt: sealWithKey(this.deploymentKey, JSON.stringify(attempt), PURPOSE) };
  }

  /**
   * Who came back; undefined for a person whose claims give no role.
   * @param current the address that the issuer sent the browser to
   * @throws SignInFailed
   */
  async finish(current: URL, sealed: string | undefined): Promise<Person | undefined> {
    const { state: expectedState, nonce: expectedNonce, codeVerifier: pkceCodeVerifier } = this.attemptOf(sealed);
    const checks = { expectedState, expectedNonce, pkceCodeVerifier, idTokenExpected: true };
    try {
      const tokens = await oidc.authorizationCodeGrant(await this.issuer(), current, checks);
      return personOf((tokens.claims() ?? {}) as Claims, this.settings);
    } catch (error) {
      throw new SignInFailed(error instanceof Error ? error.message : String(error), { cause: error });
    }
  }

  private attemptOf(sealed: string | undefined): Attempt {
    try {
      const attempt = JSON.parse(openWithKey(this.deploymentKey, sealed ?? '', PURPOSE).toString()) as Attempt;
      if (attempt.expiresAt > this.clock.now()) return attempt;
    } catch (error) {
      if (!(error instanceof BrokenSealError)) throw error;
    }
    throw new SignInFailed('this browser began no sign-in within the last ten minutes');
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
