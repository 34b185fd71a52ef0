// npm run test:full [-- <profile> …]: fault profiles at full figures, one after the other. Without a name: all of them; --list names them.
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

function run(profile) {
  const jest = path.join(root, 'node_modules/jest/bin/jest.js');
  const args = [jest, '--selectProjects', 'system', '--runInBand', '--runTestsByPath', `test/faults/profiles/${profile}${SUFFIX}`];
  return (
    spawnSync(process.execPath, args, {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, WAYBILL_FAULTS: 'full', PROPERTY_SEED: 'random' },
    }).status === 0
  );
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => name !== '--list' && !profiles.includes(name));
if (unknown.length > 0 || asked.includes('--list')) {
  if (unknown.length > 0) console.error(`There is no profile ${unknown.join(', ')}.`);
  console.log(`Profiles: ${profiles.join(', ')}`);
  process.exitCode = unknown.length > 0 ? 1 : 0;
} else {
  const failed = (asked.length > 0 ? asked : profiles).filter((profile) => !run(profile));
  if (failed.length > 0) console.error(`Failed: ${failed.join(', ')}`);
  process.exitCode = failed.length > 0 ? 1 : 0;
}
