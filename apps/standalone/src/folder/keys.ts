import fs from 'node:fs';
import { codeOf, newApiKey, newDeploymentKey, parseKey, type WaybillConfig, writePrivateFile } from '@waybill/platform';
import { StartProblem } from '../problem';
import type { DataFolder } from './data-folder';

export type Keys = {
  readonly operatorApiKey: string;
  /** Made by this very start: to be shown once. */
  readonly isNew: boolean;
  /** In the spelling that DEPLOYMENT_KEY takes. */
  readonly deploymentKey: string;
};

function readKey(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8').trim() || undefined;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new StartProblem(`${file} cannot be read (${codeOf(error)}): give this user access to it.`);
  }
}

function keep(file: string, key: string): string {
  writePrivateFile(file, `${key}\n`);
  return key;
}

function deploymentKey(config: WaybillConfig, folder: DataFolder): string {
  if (config.deploymentKey) return config.deploymentKey.toString('base64url');
  const kept = readKey(folder.deploymentKeyFile);
  if (!kept) return keep(folder.deploymentKeyFile, newDeploymentKey());
  if (parseKey(kept)) return kept;
  throw new StartProblem(`${folder.deploymentKeyFile} does not hold a key of 32 bytes: put the right one back from your backup.`);
}

/** The keys from the environment, else those kept under the data folder, else new ones that are kept there (mode 0600). */
export function openKeys(config: WaybillConfig, folder: DataFolder): Keys {
  const kept = config.operatorApiKey ?? readKey(folder.operatorKeyFile);
  return {
    operatorApiKey: kept ?? keep(folder.operatorKeyFile, newApiKey()),
    isNew: kept === undefined,
    deploymentKey: deploymentKey(config, folder),
  };
}
