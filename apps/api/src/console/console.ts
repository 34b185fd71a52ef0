import fs from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import { UnusableSetting, type WaybillConfig } from '@waybill/platform';
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

/**
 * Nothing but what stands beside the page, and no code or style within it. Map tiles and pictures are drawn from memory.
 * @param mapOrigin server of the map's style and tiles, where that is another one
 */
const policyOf = (mapOrigin?: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    ["img-src 'self' data: blob:", mapOrigin].filter(Boolean).join(' '),
    ["connect-src 'self'", mapOrigin].filter(Boolean).join(' '),
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** Address of the archive of streets. */
export const STREETS = '/streets.pmtiles';

/** Their names change with what they hold. */
const FOR_EVER = 'public, max-age=31536000, immutable';
const A_DAY = 'public, max-age=86400';
const ASK_FIRST = 'no-cache';

const cachingOf = (file: string): string => {
  const folder = path.relative(WEB_FOLDER as string, file).split(path.sep)[0];
  return folder === 'assets' ? FOR_EVER : folder === 'basemap' ? A_DAY : ASK_FIRST;
};

/** The map's worker asks for tiles, under the policy that its own file comes with. */
const isWorker = (file: string): boolean => /worker[^/]*\.m?js(\.gz)?$/.test(file);

/** Serves the console: pages and files are the same for every user; what they show comes from the API. Without a built console there is none. */
export function serveConsole(
  server: FastifyInstance,
  { mapStyleUrl, pmtilesFile }: Pick<WaybillConfig, 'mapStyleUrl' | 'pmtilesFile'>,
): void {
  if (!WEB_FOLDER) return;
  const policy = policyOf(mapStyleUrl && new URL(mapStyleUrl).origin);
  const config = { access: 'anyone', quiet: true } as const;
  // Each file is a route of its own: nothing else in the folder can be asked for.
  void server.register(fastifyStatic, {
    root: WEB_FOLDER,
    wildcard: false,
    index: false,
    globIgnore: ['**/*.gz', 'index.html', 'track.html'],
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, file) => {
      reply.header('cache-control', cachingOf(file));
      if (isWorker(file)) reply.header('content-security-policy', policy);
    },
  });
  const sendPage = (reply: FastifyReply): FastifyReply => reply.header('content-security-policy', policy).sendFile('index.html');
  for (const page of PAGES) server.get(page, { config }, (_request, reply) => sendPage(reply));
  if (pmtilesFile) serveStreets(server, pmtilesFile);
}

function isReadable(file: string): boolean {
  try {
    fs.closeSync(fs.openSync(file, 'r'));
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

/** Part by part, as a map asks for them. Streets may be bought: they are for those who are signed in. */
function serveStreets(server: FastifyInstance, file: string): void {
  if (!isReadable(file)) throw new UnusableSetting(`PMTILES_FILE: ${file} cannot be read; name a file that this process may read`);
  server.get(STREETS, { config: { access: 'coordinator', quiet: true } }, (_request, reply) =>
    reply
      .headers({ 'cache-control': 'private, max-age=3600', 'content-type': 'application/vnd.pmtiles' })
      .sendFile(path.basename(file), path.dirname(file), { cacheControl: false, acceptRanges: true, preCompressed: false } as never),
  );
}

/** Files of the console. They are the same for every user, so no key is asked for. */
export const isConsoleFile = (url: string): boolean => /^\/(assets|basemap)\//.test(url);
