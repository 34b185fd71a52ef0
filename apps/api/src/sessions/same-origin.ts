import type { FastifyRequest } from 'fastify';
import { Problem } from '../http/problem';

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Methods that change nothing: a page of another origin gains nothing by having a browser send them. */
export const isSafe = (method: string): boolean => SAFE.has(method);

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

/**
 * Whether a browser sent this on behalf of a page of our own. Browsers say so themselves (`Sec-Fetch-Site`); older ones name the page's origin.
 * A request that says nothing of the kind is of no browser.
 */
export function comesFrom(request: FastifyRequest): 'our page' | 'another page' | 'no page' {
  const { 'sec-fetch-site': site, origin } = request.headers;
  if (site !== undefined) return site === 'same-origin' ? 'our page' : 'another page';
  if (origin === undefined) return 'no page';
  return hostOf(origin) === request.host ? 'our page' : 'another page';
}

export const crossSite = (): Problem =>
  new Problem('cross-site-request', 'Send it from a page of this Waybill, or with an API key in the header Authorization.');
