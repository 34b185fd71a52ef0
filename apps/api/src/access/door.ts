import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isDocumentation } from '../docs/open-mounts';
import { Problem, retryLater } from '../http/problem';
import { type Access, type RouteAccess, roleOpens, rolesOf } from './access';
import type { FailureLimit } from './failure-limit';
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
  const token = tokenInQuery ? (request.query as Record<string, unknown>).access_token : undefined;
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
    private readonly failures: FailureLimit,
  ) {}

  install(server: FastifyInstance): void {
    server.decorateRequest('caller', null);
    server.decorateRequest('admitted', false);
    server.addHook('onRoute', (route) => {
      if (isDocumentation(route.url)) route.config = { ...route.config, access: 'anyone', quiet: true };
      if (route.config?.access === undefined) throw new Error(`${route.method} ${route.url} does not declare who may use it`);
    });
    server.addHook('onRequest', (request, reply, done) => {
      if (request.is404) return done();
      const pending = this.admit(request, reply);
      if (pending instanceof Promise) pending.then(done, done);
      else done(pending);
    });
  }

  private admit(request: FastifyRequest, reply: FastifyReply): Problem | Promise<Problem> | undefined {
    const { access, tokenInQuery = false } = request.routeOptions.config;
    if (access === undefined) return unknownKey('Send an API key.');
    if (access !== 'anyone') {
      // Web hook specification 3.2: an answer to a request whose URL holds a token must not land in a shared cache.
      const tokenInUrl = tokenInQuery && Object.hasOwn(request.query as object, 'access_token');
      reply.header('cache-control', tokenInUrl ? 'private' : 'no-store');
      const problem = this.identify(request, access, tokenInQuery);
      if (problem) return problem;
    }
    request.admitted = true;
    return undefined;
  }

  private identify(
    request: FastifyRequest,
    access: Exclude<Access, 'anyone'>,
    tokenInQuery: boolean,
  ): Problem | Promise<Problem> | undefined {
    const presented = presentedKey(request, tokenInQuery);
    if (presented === undefined) return unknownKey('Send an API key: Authorization: Bearer <key>.');
    if (!this.keys.isLoaded) return retryLater('store-unavailable', 'Send the same again; the API keys are still being loaded.');
    const key = this.keys.find(presented);
    if (!key) return this.failures.count(request.ip, unknownKey('The API key is not valid, or was revoked; send another one.'));
    request.caller = key;
    return refusal(key, access);
  }
}
