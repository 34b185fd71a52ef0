import { parse, serialize } from 'cookie';
import type { SessionCookies } from '../session-cookies';

const NAME = 'waybill-renewal';
/** Goes along to the addresses of the session alone. */
const PATH = '/v1/session';

/** A `Set-Cookie` that keeps in a person's browser what the issuer is asked again with. @param maxAge seconds */
export const keepRenewal = (value: string, secure: boolean, maxAge: number): string =>
  serialize(NAME, value, { httpOnly: true, sameSite: 'strict', secure, path: PATH, maxAge });

/** What a request brings to ask the issuer again with. */
export const renewalIn = (header: string | undefined): string | undefined => parse(header ?? '')[NAME];

/** The `Set-Cookie`s after which a browser is signed out, and cannot ask the issuer again. */
export const signOutOf = (cookies: SessionCookies): string[] => [cookies.signOut(), keepRenewal('', cookies.secure, 0)];
