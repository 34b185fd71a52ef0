import fs from 'node:fs';
import path from 'node:path';

/**
 * Every route of the API is either called by the console, or stands here with the reason why people do not need it there. A new route fails
 * this until it has a place.
 */
const NOT_IN_THE_CONSOLE: Readonly<Record<string, string>> = {
  'POST /v1/events': 'carriers and devices report, people do not',
  'OPTIONS /v1/events': 'asked by senders of webhooks',
  'POST /v1/carriers/{format}/{sourceId}': 'carriers and devices report, people do not',
  'GET /v1/carriers/{format}/{sourceId}': 'devices report, people do not',
  'POST /v1/imports/{format}': 'files are sent by software, and by npm run import',
  'GET /v1/sources/{sourceId}': 'the list shows all of a source',
  'POST /v1/sources/{sourceId}/renormalizations': 'asked by npm run renormalize, which tells the differences before it writes any',
  'GET /v1/stream': 'followed by EventSource, in fleet/live.ts',
  'GET /v1/session/oidc': 'a link of the page that signs in',
  'GET /v1/session/oidc/callback': 'where the issuer sends the browser',
  'GET /v1/track/{token}': 'for customers',
  'GET /v1/track/{token}/stream': 'for customers',
  'GET /track/{token}': 'for customers',
  'GET /v1/tracking-page/logo/{digest}': 'for customers',
  'GET /v1/geofences/{geofenceId}/versions': 'the details of a fence hold those that people look at',
  'GET /v1/processors/{name}/builds/{version}': 'the list shows all of a build',
  'GET /health/live': 'for those who restart processes',
  'GET /v1/eta/accuracy': 'measured for those who train models',
  'GET /v1/eta/models': 'for those who train models',
  'GET /metrics': 'for Prometheus',
};

const root = path.resolve(__dirname, '../..');
const web = path.join(root, 'apps/web/src');

const documented = (): string[] => {
  const { paths } = JSON.parse(fs.readFileSync(path.join(root, 'docs/openapi.json'), 'utf8')) as { paths: Record<string, object> };
  return Object.entries(paths).flatMap(([route, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${route}`));
};

const called = (): Set<string> => {
  const files = fs
    .readdirSync(web, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/schema\.ts$/.test(file));
  const sources = files.map((file) => fs.readFileSync(path.join(web, file), 'utf8'));
  return new Set(
    sources.flatMap((source) =>
      [...source.matchAll(/\bapi\.(GET|POST|PUT|DELETE)\(\s*'([^']+)'/g)].map(([, verb, route]) => `${verb} ${route}`),
    ),
  );
};

it('gives every route a place in the console, or a reason to have none', () => {
  const inConsole = called();
  expect(documented().filter((route) => !inConsole.has(route) && !(route in NOT_IN_THE_CONSOLE))).toEqual([]);
});

it('gives no reason for what does not exist, or is called', () => {
  const routes = new Set(documented());
  const inConsole = called();
  expect(Object.keys(NOT_IN_THE_CONSOLE).filter((route) => !routes.has(route) || inConsole.has(route))).toEqual([]);
});
