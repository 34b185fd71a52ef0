// `npm ci` refuses a lock that misses other platforms' optional packages, and a lock must not say where packages were fetched.
import fs from 'node:fs';

const { packages } = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'));
const faults = [];

/** Node's resolution: the nearest node_modules up the tree. */
const isLocked = (from, name) => {
  for (let at = from; ; at = at.includes('/node_modules/') ? at.slice(0, at.lastIndexOf('/node_modules/')) : '') {
    if (packages[`${at ? `${at}/` : ''}node_modules/${name}`]) return true;
    if (!at) return false;
  }
};
for (const [path, entry] of Object.entries(packages)) {
  if (entry.resolved?.startsWith('http')) faults.push(`${path}: records where it was fetched; set omit-lockfile-registry-resolved`);
  for (const name of Object.keys(entry.optionalDependencies ?? {})) {
    if (!isLocked(path, name)) faults.push(`${path}: optional ${name} is missing from the lock`);
  }
}
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log(`package-lock.json is complete (${Object.keys(packages).length} entries)`);
