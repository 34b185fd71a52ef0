// npm run test:full [-- <profile> …]: fault profiles at full figures, one after the other. Without a name: all of them; --list names them.
// `behave` is none of those: the suites of faults, journeys and conformance, with an event node that plays each release of a real server.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const SUFFIX = '.spec.ts';
const profiles = fs
  .readdirSync(path.join(root, 'test/faults/profiles'))
  .filter((file) => file.endsWith(SUFFIX))
  .map((file) => file.slice(0, -SUFFIX.length));

/** Specs of the normal run that try more when they are asked for here. */
const MORE = {
  formats: ['unit', 'libs/carriers/src/.*fuzz\\.spec\\.ts$'],
  attribution: ['unit', 'libs/domain/src/attribution/properties\\.spec\\.ts$'],
  'live-stream': ['system', 'test/journeys/live-stream\\.spec\\.ts$'],
};

const BEHAVE = 'behave';
const RELEASES = ['23.10', '24.10', '26.0'];
const SUITES = ['test/conformance', 'test/journeys', 'test/faults/[^/]+\\.spec\\.ts$'];

function jest(args, env, project = 'system') {
  const all = [path.join(root, 'node_modules/jest/bin/jest.js'), '--selectProjects', project, '--runInBand', ...args];
  return spawnSync(process.execPath, all, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } }).status === 0;
}

function behave() {
  const failed = RELEASES.filter((release) => !jest(['--testPathPatterns', ...SUITES], { WAYBILL_TEST_BEHAVE: release }));
  if (failed.length > 0) console.error(`Failed beside: ${failed.join(', ')}`);
  return failed.length === 0;
}

const FULL = { WAYBILL_FAULTS: 'full', PROPERTY_SEED: 'random' };
function run(name) {
  if (name === BEHAVE) return behave();
  const [project, pattern] = MORE[name] ?? [];
  return pattern
    ? jest(['--testPathPatterns', pattern], FULL, project)
    : jest(['--runTestsByPath', `test/faults/profiles/${name}${SUFFIX}`], FULL);
}

const known = [...profiles, ...Object.keys(MORE), BEHAVE];
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => name !== '--list' && !known.includes(name));
if (unknown.length > 0 || asked.includes('--list')) {
  if (unknown.length > 0) console.error(`There is no profile ${unknown.join(', ')}.`);
  console.log(`Profiles: ${known.join(', ')}`);
  process.exitCode = unknown.length > 0 ? 1 : 0;
} else {
  const failed = (asked.length > 0 ? asked : known).filter((profile) => !run(profile));
  if (failed.length > 0) console.error(`Failed: ${failed.join(', ')}`);
  process.exitCode = failed.length > 0 ? 1 : 0;
}
