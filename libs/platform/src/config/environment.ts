import fs from 'node:fs';
import { codeOf } from '../thrown';
import type { Setting } from './settings';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The text that a variable holds. Empty means unset, because compose files and CI pass `NAME=` for "nothing".
 * A secret may lie in a file that `<NAME>_FILE` names, as container secrets do.
 * @throws Error with one readable line when that file cannot be read.
 */
export function readVariable(env: Environment, name: string, setting: Setting): string | undefined {
  const direct = env[name]?.trim();
  if (direct) return direct;
  const file = setting.secret ? env[`${name}_FILE`]?.trim() : undefined;
  if (!file) return undefined;
  try {
    return fs.readFileSync(file, 'utf8').trim() || undefined;
  } catch (error) {
    throw new Error(`${name}_FILE: ${file} cannot be read (${codeOf(error)}): make it readable or unset it`);
  }
}

/** This process's environment with some variables set or, by undefined, taken out; for processes that it starts. */
export function inheritedEnvironment(changes: Environment, env: Environment = process.env): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries({ ...env, ...changes }).filter(([, value]) => value !== undefined));
}
