// Puts each service that restarts into one file. Loading two thousand files takes the API longer than all else that it does to start.
import fs from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as swc from '@swc/core';
import * as esbuild from 'esbuild';

/** Of each service what starts it, and the threads that it starts itself. */
export const ENTRIES = ['api/src/main.ts', 'api/src/rules/trial.worker.ts', 'projector/src/main.ts', 'event-node/src/main.ts'];
/** What NestJS and pg would use if it were installed. */
const OPTIONAL = [
  '@apollo/*',
  '@fastify/multipart',
  '@fastify/view',
  '@nestjs/microservices',
  '@nestjs/platform-express',
  '@nestjs/websockets',
  'class-transformer',
  'class-validator',
  'pg-native',
];

/**
 * A map of nothing: its one entry lies beyond the end of any first line. A map with no entry at all would not count as one.
 */
const NOTHING = Buffer.from(JSON.stringify({ version: 3, sources: [''], mappings: '+/////BAAA' })).toString('base64');

/** Maps of what is not ours would be most of what a process reads when it starts. */
const ownSourceMapsOnly = {
  name: 'own source maps only',
  setup(build) {
    build.onLoad({ filter: /[\\/]node_modules[\\/].*\.[cm]?js$/ }, async ({ path: file }) => {
      const code = await fs.readFile(file, 'utf8');
      return { contents: `${code}\n//# sourceMappingURL=data:application/json;base64,${NOTHING}` };
    });
  },
};

const COMPILER = { configFile: fileURLToPath(new URL('../.swcrc', import.meta.url)), module: { type: 'es6' }, sourceMaps: 'inline' };

/** Our own sources stay ES modules until they are in the bundle: there an import then costs nothing, where one of CommonJS is a call each time it is used. */
const ownSources = {
  name: 'own sources',
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, async ({ path: file }) => ({ contents: (await swc.transformFile(file, COMPILER)).code }));
  },
};

/** Bundles the entries of each service in `apps`, each to its own place in `dist/apps`: what starts it need not know. */
export async function bundle(root) {
  try {
    await esbuild.build(bundlesOf(path.join(root, 'apps'), path.join(root, 'dist', 'apps')));
  } finally {
    // The compiler is a process of its own, with half a gigabyte, that would live as long as this one: `npm start` goes on as Waybill itself.
    await esbuild.stop();
  }
}

const bundlesOf = (apps, outdir) => ({
  entryPoints: ENTRIES.map((entry) => path.join(apps, entry)),
  outdir,
  outbase: apps,
  allowOverwrite: true,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: OPTIONAL,
  sourcemap: true,
  sourcesContent: false,
  // ES modules look for their files from where they are; in a bundle that is where the bundle is.
  define: { 'import.meta.url': 'bundleUrl' },
  banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
  logLevel: 'error',
  plugins: [ownSources, ownSourceMapsOnly],
});
