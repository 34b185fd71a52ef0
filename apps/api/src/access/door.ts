import { isRecord } from '@waybill/events';
import type { Clock } from '@waybill/platform';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isConsoleFile } from '../console/console';
import { isDocumentation } from '../docs/open-mounts';
import { Problem, retryLater } from '../http/problem';
import { comesFrom, crossSite, isSafe } from '../sessions/same-origin';
import type { SessionCookies } from '../sessions/session-cookies';
import { type Access, type RouteAccess, roleOpens, rolesOf } from './access';
import type { FailureLimit } from './failure-limit';
import { type KeyLookup, NoAnswer } from './key-lookup';
import type { KeyRing, KnownKey } from './key-ring';

declare module 'fastify' {
  interface FastifyContextConfig extends Partial<RouteAccess> {}
}

const BEARER = /^bearer +([\x21-\x7e]+) *$/i;
const CHALLENGE = { headers: { 'www-authenticate': 'Bearer realm="waybill"' } };

const unknownKey = (detail: string): Problem => new Problem('authentication-required', detail, CHALLENGE);

/** The key that a request was sent with; undefined when it has none. The header counts before the query parameter. */
function presentedKey(request: FastifyRequest, tokenInQuery: boolean): string | undefined {
  const { authorization } = request.headers;
  if (authorization !== undefined) return BEARER.exec(authorization)?.[1] ?? '';
  const token = tokenInQuery && isRecord(request.query) ? request.query.access_token : undefined;
  return token === undefined ? undefined : String(token);
}

function refusal(key: KnownKey, access: Exclude<Access, 'anyone'>): Problem | undefined {
  return roleOpens(key.role, access) ? undefined : new Problem('forbidden', `Use an API key of the role ${rolesOf(access).join(' or ')}.`);
}

/**
 * Decides who comes in, before a body is read: 401, then 403, then everything else. It is a hook of the router's own, so it judges exactly the
 * route that will run, however the path was spelled (four advisories of middleware that matched paths in another way than the router did).
 */
export class Door {
  constructor(
    private readonly keys: KeyRing,
    private readonly lookup: KeyLookup,
    private readonly failures: FailureLimit,
    private readonly sessions: SessionCookies,
    private readonly clock: Clock,
  ) {}

  install(server: FastifyInstance): void {
    server.decorateRequest('caller', null);
    server.decorateRequest('admitted', false);
    server.addHook('onRoute', (route) => {
      if (isDocumentation(route.url) || isConsoleFile(route.url)) route.config = { ...route.config, access: 'anyone', quiet: true };
      if (route.config?.access === undefined) throw new Error(`${route.method} ${route.url} does not declare who may use it`);
    });
    server.addHook('onRequest', (request, reply, done) => {
      if (request.is404) return done();
      const admit = (problem: Problem | undefined): void => {
        request.admitted = problem === undefined;
        done(problem);
      };
      const judged = this.judge(request, reply);
      if (judged instanceof Promise) judged.then(admit, done);
      else admit(judged);
    });
  }

  private judge(request: FastifyRequest, reply: FastifyReply): Problem | undefined | Promise<Problem | undefined> {
    const { access, tokenInQuery = false } = request.routeOptions.config;
    if (access === undefined) return unknownKey('Send an API key.');
    if (access === 'anyone') return undefined;
    // Web hook specification 3.2: an answer to a request whose URL holds a token must not land in a shared cache.
    const tokenInUrl = tokenInQuery && isRecord(request.query) && Object.hasOwn(request.query, 'access_token');
    reply.header('cache-control', tokenInUrl ? 'private' : 'no-store');
    const presented = presentedKey(request, tokenInQuery);
    if (presented === undefined && !this.sessions.isPresented(request.headers.cookie))
      return unknownKey('Send an API key: Authorization: Bearer <key>.');
    if (!this.keys.isLoaded) return retryLater('store-unavailable', 'Send the same again; the API keys are still being loaded.');
    if (presented === undefined) return this.judgeSession(request, access);
    const key = this.keys.find(presented);
    return key ? identified(request, key, access) : this.lookUp(request, presented, access);
  }

  /** A browser sends the cookie whatever page asks it to, so what changes something has to come from a page of ours. */
  private judgeSession(request: FastifyRequest, access: Exclude<Access, 'anyone'>): Problem | undefined {
    const key = this.sessions.keyOf(request.headers.cookie, this.keys, this.clock.now());
    if (!key) return unknownKey('Sign in again: the session has ended, or its API key was revoked.');
    if (!isSafe(request.method) && comesFrom(request) !== 'our page') return crossSite();
    return identified(request, key, access);
  }

  /** For a key that is not known here, or not yet. */
  private async lookUp(request: FastifyRequest, presented: string, access: Exclude<Access, 'anyone'>): Promise<Problem | undefined> {
    try {
      const key = await this.lookup.find(presented, request.ip);
      if (key) return identified(request, key, access);
      return await this.failures.count(request.ip, unknownKey('The API key is not valid, or was revoked; send another one.'));
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      const unsure = retryLater('store-unavailable', 'Send the same again; the event store does not say whether it knows this API key.');
      return this.failures.count(request.ip, unsure);
    }
  }
}

function identified(request: FastifyRequest, key: KnownKey, access: Exclude<Access, 'anyone'>): Problem | undefined {
  request.caller = key;
  return refusal(key, access);
}
