import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { codeOf, dataFiles } from '@waybill/platform';
import { StartProblem } from '../problem';

/** Everything that a standalone keeps on disk. */
export type DataFolder = {
  readonly root: string;
  readonly logs: string;
  readonly events: string;
  readonly operatorKeyFile: string;
  readonly deploymentKeyFile: string;
  /** Where the event node listens. */
  readonly socket: string;
};

/** Linux refuses socket paths of more than 107 bytes. */
const MAX_SOCKET_PATH = 107;

function socketPath(root: string): string {
  const near = path.join(root, 'event-node.sock');
  if (Buffer.byteLength(near) <= MAX_SOCKET_PATH) return near;
  const folder = path.join(os.tmpdir(), `waybill-${createHash('sha256').update(root).digest('hex').slice(0, 12)}`);
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  return path.join(folder, 'event-node.sock');
}

/** Makes the folder (mode 0700 when it is new). @throws StartProblem when it cannot be made or written. */
export function openDataFolder(root: string): DataFolder {
  const logs = path.join(root, 'logs');
  try {
    fs.mkdirSync(root, { recursive: true, mode: 0o700 });
    fs.mkdirSync(logs, { recursive: true, mode: 0o700 });
    fs.accessSync(root, fs.constants.W_OK);
  } catch (error) {
    const code = codeOf(error);
    throw new StartProblem(`The data folder ${root} cannot be written (${code}): make it writable, or choose another with DATA_DIR.`);
  }
  const { events, operatorKey, deploymentKey } = dataFiles(root);
  return {
    root,
    logs,
    events,
    operatorKeyFile: operatorKey,
    deploymentKeyFile: deploymentKey,
    socket: socketPath(root),
  };
}
