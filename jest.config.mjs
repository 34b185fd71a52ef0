import fs from 'node:fs';

// Nest 12 is ESM only and Jest's own loader cannot require() ESM before Node 24.9, so SWC turns everything,
// dependencies included, into CommonJS for the tests. See docs/adr/0002.
const swc = JSON.parse(fs.readFileSync(new URL('./.swcrc', import.meta.url), 'utf8'));
const { $schema, ...typescript } = swc;
const javascript = { ...typescript, jsc: { target: 'es2023', parser: { syntax: 'ecmascript' } } };

const shared = {
  testEnvironment: 'node',
  rootDir: '.',
  cacheDirectory: '<rootDir>/.cache/jest',
  transform: { '^.+\\.ts$': ['@swc/jest', typescript], '^.+\\.m?js$': ['@swc/jest', javascript] },
  setupFiles: ['<rootDir>/test/support/repeatable.ts'],
  transformIgnorePatterns: ['/node_modules/(typescript|playwright-core|@sparticuz|@swc|google-protobuf|dependency-cruiser)/', '_pb\\.js$'],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': ['$1.js', '$1'],
    '^@waybill/(.*)$': '<rootDir>/libs/$1/src/index.ts',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist'],
};

export default {
  reporters: ['default', './scripts/plain-summary.cjs'],
  maxWorkers: 2,
  // Tests wait for conditions, never for time; this only ends one that would wait for ever, also on a busy machine.
  testTimeout: 60_000,
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/{libs,apps}/**/*.spec.ts', '<rootDir>/test/architecture/**/*.spec.ts'] },
    { ...shared, displayName: 'system', testMatch: ['<rootDir>/test/{conformance,acceptance,journeys,faults,docs,browser}/**/*.spec.ts'] },
  ],
};
