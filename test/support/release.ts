import fs from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');
const API = 'apps/api/src/main.js';
const PROJECTOR = 'apps/projector/src/main.js';

/** What another release has otherwise than this one. */
export interface Difference {
  /** A type of reports that it does not know. */
  readonly lacks?: string;
  /** A type of reports that it knows in addition, with the data of another one. */
  readonly adds?: { readonly type: string; readonly like: string };
  /** How many versions its definitions are ahead, by name of the processor. */
  readonly definitions?: Readonly<Record<string, number>>;
  /** A column more, in a table of a read model. */
  readonly column?: { readonly processor: string; readonly table: string };
}

/** Scripts that start the services of another release. */
export interface Release {
  readonly api: string;
  readonly projector: string;
}

/** Text of a bundle behind which something is put; it has to be there once. */
function insert(code: string, before: string, inserted: string): string {
  if (code.split(before).length !== 2) throw new Error(`The built product no longer has one place that reads ${before}`);
  return code.replace(before, () => `${inserted}\n${before}`);
}

const text = JSON.stringify;

function withCatalogue(code: string, { lacks, adds }: Difference): string {
  const types = [
    ...(lacks ? [`delete CATALOGUE[${text(lacks)}];`] : []),
    ...(adds ? [`CATALOGUE[${text(adds.type)}] = CATALOGUE[${text(adds.like)}];`] : []),
  ];
  const reports = [
    ...(lacks ? [`REPORT_TYPES.splice(REPORT_TYPES.indexOf(${text(lacks)}), 1);`] : []),
    ...(adds ? [`REPORT_TYPES.push(${text(adds.type)});`] : []),
  ];
  // Its folds would have a case for it; without one they have to pass it over.
  const folds = adds ? [`for (const types of [SHIPMENT_TYPES, IDENTIFIER_TYPES]) types.splice(types.indexOf(${text(adds.type)}), 1);`] : [];
  const known = insert(code, 'var EVENT_TYPES = keysOf(CATALOGUE);', types.join('\n'));
  const reported = insert(known, 'var isReportType = (type) =>', reports.join('\n'));
  return insert(reported, 'var GEOFENCE_TYPES = [', folds.join('\n'));
}

/** Whatever else is made of reports wants the additional one, too; the read model of shipments shows none of it. */
function withWanted(code: string, { lacks, adds }: Difference): string {
  const changes = [
    ...(lacks ? [`delete WANTED_BY[${text(lacks)}];`] : []),
    ...(adds ? [`WANTED_BY[${text(adds.type)}] = WANTED_BY[${text(adds.like)}].filter((name) => name !== 'shipments');`] : []),
  ];
  return insert(code, 'var wantedBy = (processor) =>', changes.join('\n'));
}

function withDefinitions(code: string, { definitions = {}, column }: Difference): string {
  const changes = Object.entries(definitions).map(
    ([name, by]) => `knownProcessors.find((one) => one.name === ${text(name)}).version += ${by};`,
  );
  const added = column
    ? [
        `{ const one = knownProcessors.find(({ name }) => name === ${text(column.processor)});`,
        '  const more = { ofARelease: { ...Object.values(one.tables[0].columns)[0], isNullable: true } };',
        `  one.tables = one.tables.map((table) => table.name === ${text(column.table)}`,
        '    ? { ...table, columns: { ...table.columns, ...more } } : table); }',
      ]
    : [];
  return insert(code, 'var STATEMENT_MS =', [...changes, ...added].join('\n'));
}

/**
 * A copy of the built API and projector that differs from this release as another one would: by text, since nothing of the product can be
 * told to be another release.
 */
export function makeRelease(name: string, difference: Difference): Release {
  const folder = path.join(ROOT, '.cache/releases', `${name}-${process.pid}`);
  const make = (script: string, change: (code: string) => string): string => {
    const target = path.join(folder, script);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, change(fs.readFileSync(path.join(ROOT, 'dist', script), 'utf8')));
    return target;
  };
  return {
    api: make(API, (code) => withCatalogue(code, difference)),
    projector: make(PROJECTOR, (code) => withDefinitions(withWanted(withCatalogue(code, difference), difference), difference)),
  };
}

/** Takes away what {@link makeRelease} has made. */
export function removeRelease({ api }: Release): void {
  fs.rmSync(api.slice(0, -API.length), { recursive: true, force: true });
}
