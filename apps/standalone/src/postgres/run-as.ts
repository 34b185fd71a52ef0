import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** As whom Postgres runs, since it refuses root. */
export type RunAs = {
  readonly kind: 'self' | 'user-namespace' | 'nobody';
  /** Command that the real one is appended to. */
  readonly wrap: readonly string[];
  readonly uid?: number;
  readonly gid?: number;
};

/** "nobody" exists everywhere with this number; initdb refuses a number that is not in the list of users. */
const NOBODY = 65534;
const NAMESPACE = ['unshare', '--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, '--'];
const ON_DEATH = ['setpriv', '--pdeathsig', 'INT', '--'];

const works = ([command = '', ...args]: readonly string[]) => spawnSync(command, [...args, 'true'], { stdio: 'ignore' }).status === 0;

/** Where the kernel can, Postgres is also stopped when its guard is killed with -9. */
function endingWithParent(wrap: readonly string[]): readonly string[] {
  const both = [...wrap, ...ON_DEATH];
  return process.platform === 'linux' && works(both) ? both : wrap;
}

/**
 * Not root: as ourselves. Root: in a user namespace, where files stay root's and nothing needs to be copied or given away; where that is
 * forbidden (some containers), as nobody.
 */
export function chooseRunAs(only?: RunAs['kind']): RunAs {
  if (process.getuid?.() !== 0) return { kind: 'self', wrap: endingWithParent([]) };
  if (only !== 'nobody' && works(NAMESPACE)) return { kind: 'user-namespace', wrap: endingWithParent(NAMESPACE) };
  return { kind: 'nobody', wrap: endingWithParent([]), uid: NOBODY, gid: NOBODY };
}

/** Whether any user may pass through every folder down to this one. */
export function isOpenToAll(folder: string): boolean {
  if ((fs.statSync(folder).mode & 0o001) === 0) return false;
  const parent = path.dirname(folder);
  return parent === folder || isOpenToAll(parent);
}

/** Gives a folder to the user that Postgres runs as. */
export function handOver(folder: string, { uid, gid }: RunAs): void {
  if (uid !== undefined && gid !== undefined) fs.chownSync(folder, uid, gid);
}
