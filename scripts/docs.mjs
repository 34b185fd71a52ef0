// `npm run docs` writes what can be generated from source; with `--check` it only tells which files differ (exit code 1).
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { build } from './build.mjs';
import { eventsPage } from './docs/events-page.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const read = (file) => fs.readFileSync(path.join(root, file), 'utf8');

function between(text, name, content) {
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`README.md lacks the markers ${start} and ${end}`);
  return `${text.slice(0, from + start.length)}\n\n${content.trim()}\n\n${text.slice(to)}`;
}

async function generated() {
  const { CATALOGUE } = (await import('../dist/libs/events/src/index.js')).default;
  const { configurationTable } = (await import('../dist/libs/platform/src/index.js')).default;
  const schemaOf = (schema) => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return {
    'docs/events.md': `${eventsPage(CATALOGUE, schemaOf).trimEnd()}\n`,
    'README.md': between(read('README.md'), 'configuration', configurationTable()),
  };
}

await build();
const differing = Object.entries(await generated()).filter(([file, text]) => !fs.existsSync(path.join(root, file)) || read(file) !== text);
for (const [file, text] of differing) {
  if (!process.argv.includes('--check')) fs.writeFileSync(path.join(root, file), text);
  console.log(file);
}
if (process.argv.includes('--check') && differing.length > 0) {
  console.error('These files differ from their source: run npm run docs and commit what it writes.');
  process.exitCode = 1;
}
