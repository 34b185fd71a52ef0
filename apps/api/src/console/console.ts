import fs from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** Where the build puts the console; from here the same in the bundle, which stands where this file's folder does. */
export const WEB_FOLDER = [path.resolve(__dirname, '../../../web'), path.resolve(__dirname, '../../../../web')].find((folder) =>
  fs.existsSync(folder),
);

/** Addresses of its pages. All of them are one file; the page finds out by its address what it shows. */
const PAGES = [
  '/',
  '/shipments/:shipmentId',
  '/units/:scheme/:value',
  '/consignments/:consignmentId',
  '/geofences',
  '/sites',
  '/sites/:siteId',
  '/customers',
  '/integrations',
  '/system',
] as const;

/** Nothing but what stands beside the page, and no code or style within it. Map tiles and pictures are drawn from memory. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "worker-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Their names change with what they hold. */
const FOR_EVER = 'public, max-age=31536000, immutable';
const A_DAY = 'public, max-age=86400';
const ASK_FIRST = 'no-cache';

const cachingOf = (file: string): string => {
  const folder = path.relative(WEB_FOLDER as string, file).split(path.sep)[0];
  return folder === 'assets' ? FOR_EVER : folder === 'basemap' ? A_DAY : ASK_FIRST;
};

/** Serves the console: pages and files are the same for every user; what they show comes from the API. Without a built console there is none. */
export function serveConsole(server: FastifyInstance): void {
  if (!WEB_FOLDER) return;
  const config = { access: 'anyone', quiet: true } as const;
  // Each file is a route of its own: nothing else in the folder can be asked for.
  void server.register(fastifyStatic, {
    root: WEB_FOLDER,
    wildcard: false,
    index: false,
    globIgnore: ['**/*.gz', 'index.html', 'track.html'],
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, file) => reply.header('cache-control', cachingOf(file)),
  });
  for (const page of PAGES) server.get(page, { config }, (_request, reply) => sendPage(reply));
}

/** Files of the console. They are the same for every user, so no key is asked for. */
export const isConsoleFile = (url: string): boolean => /^\/(assets|basemap)\//.test(url);

function sendPage(reply: FastifyReply): FastifyReply {
  reply.headers({ 'content-security-policy': POLICY });
  return reply.sendFile('index.html');
}
