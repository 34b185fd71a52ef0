// Builds the console into dist/web: the types of the API from its description, the base map, then the pages.
import fs from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const BASEMAP = path.join(root, '.cache/web-public/basemap');

/** The description as the console uses it: JSON alone, and positions of any length, as GeoJSON's own types have them. */
function asUsed(node) {
  if (Array.isArray(node)) return node.map(asUsed);
  if (node === null || typeof node !== 'object') return node;
  const { prefixItems, items, minItems, maxItems, ...rest } = node;
  if (prefixItems) return { type: 'array', items: { type: 'number' } };
  const json = node['application/json'];
  if (json) return { 'application/json': asUsed(json) };
  return Object.fromEntries(Object.entries({ ...rest, ...(items && { items }) }).map(([name, value]) => [name, asUsed(value)]));
}

/** Writes what TypeScript has to know of the API's answers. They come from its description, so they are not kept twice. */
export async function webTypes() {
  const { default: openapiTS, astToString } = await import('openapi-typescript');
  const description = JSON.parse(await fs.readFile(path.join(root, 'docs/openapi.json'), 'utf8'));
  const types = astToString(await openapiTS(asUsed(description), { alphabetize: true, enumValues: true }));
  const file = path.join(root, 'apps/web/src/api/schema.ts');
  const before = await fs.readFile(file, 'utf8').catch(() => '');
  // Left alone when nothing changed: its time tells whether the console is stale.
  if (before !== types) await fs.writeFile(file, types);
}

const changedAt = (file) =>
  fs.stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );

export async function buildWeb() {
  await webTypes();
  const maker = path.join(root, 'apps/web/basemap/build.mjs');
  if ((await changedAt(path.join(BASEMAP, 'world.json'))) < (await changedAt(maker))) {
    const { buildBasemap } = await import('../apps/web/basemap/build.mjs');
    await buildBasemap(BASEMAP);
  }
  const { build } = await import('vite');
  await build({ configFile: path.join(root, 'apps/web/vite.config.mjs'), logLevel: 'warn' });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await (process.argv.includes('--types') ? webTypes() : buildWeb());
