import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { DataSet } from './contest';
import { type Outcome, outcomeOf } from './outcome';
import { outcomeText, type Results } from './report/page';
import { DATA_SETS } from './sets';

const RESULTS = path.join('bench', 'results', 'eta.json');
const { values, positionals } = parseArgs({ options: { data: { type: 'string' } }, allowPositionals: true });

/** Where the data sets lie: nothing of them is part of the project. */
const DATA = values.data ?? process.env.ETA_DATA;

const outcomesOf = (set: DataSet, folder: string): Outcome[] =>
  set.contests(folder).map((contest) => {
    const outcome = outcomeOf(contest);
    console.log(outcomeText(outcome));
    return outcome;
  });

function resultsOf(set: DataSet): Results['sets'][number][] {
  const folder = path.join(DATA ?? '', set.name);
  if (set.isRead !== false && (DATA === undefined || !fs.existsSync(folder))) {
    console.log(`\n${set.name}: skipped, it is not in ${DATA ?? 'any folder: say --data or ETA_DATA'}`);
    return [];
  }
  console.log(`\n${set.name}: ${set.title}`);
  const { name, title, attribution, split } = set;
  return [{ name, title, attribution, split, outcomes: outcomesOf(set, folder) }];
}

const start = performance.now();
const chosen = DATA_SETS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const sets = chosen.flatMap(resultsOf);
console.log(`\n${((performance.now() - start) / 60_000).toFixed(1)} min`);
if (sets.length === DATA_SETS.length) {
  fs.writeFileSync(RESULTS, `${JSON.stringify({ sets }, null, 1)}\n`);
  console.log(`Kept as ${RESULTS}; npm run docs writes docs/eta.md from it.`);
}
