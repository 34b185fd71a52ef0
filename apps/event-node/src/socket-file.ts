import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';

/** A process is listening on the socket. */
export class SocketInUse extends Error {
  constructor(readonly path: string) {
    super(`${path} is in use by a running process.`);
  }
}

/** Makes way for a new socket at `file`: its directory exists and is private, the socket of a dead process is removed. */
export async function clearSocketFile(file: string): Promise<void> {
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  if (!fs.existsSync(file)) return;
  if (!fs.lstatSync(file).isSocket()) throw new Error(`${file} exists and is not a socket; name another one with --listen.`);
  if (await answers(file)) throw new SocketInUse(file);
  fs.rmSync(file, { force: true });
}

function answers(file: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = net.connect(file);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}
