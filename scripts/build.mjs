// Builds dist/ when it is missing or older than its sources. `--force` builds always.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';
import { withLock } from './lock.mjs';
import { buildWeb } from './web.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const dist = path.join(root, 'dist');
const stamp = path.join(dist, '.built');
const settings = ['tsconfig.json', 'nest-cli.json', '.swcrc', 'package-lock.json'];
// schema.ts is made by the build itself.
const isSource = (name) => !/\.spec\.ts$|^schema\.ts$/.test(name) && !['node_modules', 'dist'].includes(name);

/** Every source file and folder. Folders count too: their time changes when a file is taken out. */
function* sources(folder) {
  yield folder;
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    if (!isSource(entry.name)) continue;
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(full);
    else yield full;
  }
}

function allSources() {
  const rooms = ['apps', 'libs'].map((room) => path.join(root, room)).filter((room) => fs.existsSync(room));
  return [...rooms.flatMap((room) => [...sources(room)]), ...settings.map((file) => path.join(root, file))];
}

const changedAt = (file) => fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const newest = () => Math.max(...allSources().map(changedAt));

function built() {
  try {
    return Number(fs.readFileSync(stamp, 'utf8'));
  } catch {
    return Number.NaN;
  }
}

/** Takes out what no source stands for any more. Afterwards rather than before, so that a running process never finds dist/ empty. */
function prune() {
  for (const file of fs.readdirSync(dist, { recursive: true })) {
    const output = /^((?:apps|libs)\/[^/]+\/src\/.*?)\.js(\.map)?$/.exec(String(file).split(path.sep).join('/'));
    if (output && !fs.existsSync(path.join(root, `${output[1]}.ts`))) fs.rmSync(path.join(dist, String(file)));
  }
}

function nestBuild() {
  const nest = path.join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [nest, 'build', '--all'], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`The build failed:\n${output}`))));
  });
}

/** Makes dist/ match the sources. Answers false when it did already. Safe when several run at once: the others wait, then find it fresh. */
export async function build({ force = false } = {}) {
  if (!force && built() === newest()) return false;
  return withLock(path.join(root, '.cache', 'build.lock'), async () => {
    const target = newest();
    if (!force && built() === target) return false;
    fs.rmSync(stamp, { force: true });
    await nestBuild();
    prune();
    await bundle(root);
    await buildWeb();
    fs.writeFileSync(stamp, String(target));
    return true;
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  build({ force: process.argv.includes('--force') }).then(
    (done) => console.log(done ? 'Built dist/' : 'dist/ is up to date'),
    (error) => {
      console.error(error.message);
      process.exitCode = 1;
    },
  );
}
