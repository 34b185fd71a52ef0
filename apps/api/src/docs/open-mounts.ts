import { isRecord } from '@waybill/events';
import type { FastifyInstance } from 'fastify';
import { Problem } from '../http/problem';

/** Addresses that the documentation's own library serves. They are the same for every caller, so no key is asked for. */
export const isDocumentation = (url: string): boolean => url === '/openapi.json' || url === '/docs' || url.startsWith('/docs/');

/** The files of the page. Its library's folder also holds a manifest, a read-me, licences and source maps of several MB. */
const PAGE_FILES: ReadonlySet<string> = new Set([
  'favicon-16x16.png',
  'favicon-32x32.png',
  'swagger-ui.css',
  'swagger-ui-bundle.js',
  'swagger-ui-standalone-preset.js',
]);

/** Of the folder that the library serves whole, lets out what its page asks for. */
export function servePageOnly(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _reply, done) => {
    const isFile = request.routeOptions.url === '/docs/*';
    const isOfPage = isFile && isRecord(request.params) && PAGE_FILES.has(String(request.params['*']));
    done(isFile && !isOfPage ? new Problem('not-found', 'Open /docs.') : undefined);
  });
}
