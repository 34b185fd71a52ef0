// `npm run docs` writes what can be generated from source. `--check` only tells which files differ (exit code 1);
// `--api <url>` takes the API's description from a Waybill that runs already, `--in <folder>` looks at copies of the files there.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { build } from './build.mjs';
import { eventsPage } from './docs/events-page.mjs';
import { openApi } from './docs/openapi.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const {
  check,
  api,
  in: folder = root,
} = parseArgs({
  options: { check: { type: 'boolean' }, api: { type: 'string' }, in: { type: 'string' } },
}).values;
const read = (file) => fs.readFileSync(path.join(folder, file), 'utf8');

function between(text, name, content) {
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`README.md lacks the markers ${start} and ${end}`);
  return `${text.slice(0, from + start.length)}\n\n${content.trim()}\n\n${text.slice(to)}`;
}

async function generated() {
  const { CATALOGUE, IDENTIFIER_SCHEMES } = (await import('../dist/libs/events/src/index.js')).default;
  const { configurationTable } = (await import('../dist/libs/platform/src/index.js')).default;
  const { etaPage } = (await import('../dist/bench/src/eta/report/page.js')).default;
  const { picturesOf } = (await import('../dist/bench/src/eta/report/picture.js')).default;
  const eta = JSON.parse(fs.readFileSync(path.join(root, 'bench/results/eta.json'), 'utf8'));
  const introduction = fs.readFileSync(path.join(root, 'bench/src/eta/report/introduction.md'), 'utf8');
  const pictures = eta.sets.flatMap((set) => Object.entries(picturesOf(set)).map(([file, svg]) => [`docs/eta/${file}`, svg]));
  const schemaOf = (schema) => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return {
    'docs/events.md': eventsPage(CATALOGUE, ['shipment', ...IDENTIFIER_SCHEMES], schemaOf),
    'docs/eta.md': etaPage(introduction, eta),
    ...Object.fromEntries(pictures),
    'docs/openapi.json': await openApi(root, api),
    'README.md': between(read('README.md'), 'configuration', configurationTable()),
  };
}

await build();
const differs = ([file, text]) => !fs.existsSync(path.join(folder, file)) || read(file) !== text;
const differing = Object.entries(await generated()).filter(differs);
for (const [file, text] of differing) {
  if (!check) {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), text);
  }
  console.log(check ? `${file} differs from its source` : `${file} written`);
}
if (check && differing.length > 0) {
  console.error('Run npm run docs and commit what it writes.');
  process.exitCode = 1;
}
