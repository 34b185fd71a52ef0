import type { FastifyInstance } from 'fastify';

/** Swagger UI needs styles of its own inline; nothing else is a page. */
const PAGE_POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'";
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** What keeps a browser from doing more with an answer than reading it. */
export function installSecurityHeaders(server: FastifyInstance, publicUrl: string): void {
  const secure = publicUrl.startsWith('https:');
  server.addHook('onRequest', (request, reply, done) => {
    const isPage = request.url.startsWith('/docs');
    reply.headers({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy': isPage ? `${PAGE_POLICY}; frame-ancestors 'none'` : DATA_POLICY,
    });
    if (secure) reply.header('strict-transport-security', 'max-age=31536000');
    done();
  });
}
