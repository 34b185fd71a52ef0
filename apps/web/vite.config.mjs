import fs from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { defineConfig } from 'vite';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../..');
const gzip = promisify(zlib.gzip);
/** Smaller files fit into one packet as they are. */
const WORTH_COMPRESSING = 1_000;

/** Each file also as the server sends it to nearly every browser: compressed once, here, as well as can be. */
const compressed = () => ({
  name: 'compressed beside each file',
  async closeBundle() {
    const folder = path.join(root, 'dist/web');
    for (const name of await fs.readdir(folder, { recursive: true })) {
      const file = path.join(folder, name);
      if (!/\.(html|js|mjs|css|json|svg)$/.test(name) || (await fs.stat(file)).size < WORTH_COMPRESSING) continue;
      await fs.writeFile(`${file}.gz`, await gzip(await fs.readFile(file), { level: 9 }));
    }
  },
});

export default defineConfig({
  root: here,
  // Made before each build: the base map.
  publicDir: path.join(root, '.cache/web-public'),
  cacheDir: path.join(root, '.cache/vite'),
  base: '/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [compressed()],
  build: {
    outDir: path.join(root, 'dist/web'),
    emptyOutDir: true,
    rolldownOptions: { input: { index: path.join(here, 'index.html'), track: path.join(here, 'track.html') } },
    target: 'es2022',
    // The policy of the page lets in no data: addresses for scripts and styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1_500,
    reportCompressedSize: false,
  },
});
