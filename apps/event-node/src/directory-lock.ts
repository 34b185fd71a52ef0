import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { clearSocketFile, SocketInUse } from './socket-file';

/** Another node works on the data directory. */
export class DirectoryLocked extends Error {
  constructor(directory: string) {
    super(`${directory} is in use by another event node; stop that one first, or name another directory with --data.`);
  }
}

/** Held for as long as the process works on the directory. */
export interface DirectoryLock {
  release(): Promise<void>;
}

const LOCK_NAME = 'node.lock';

/**
 * Makes sure that no second node opens the directory. The lock is a listening socket, which the kernel closes whatever way the process
 * ends, so there is no stale lock to interpret: on Linux one in the abstract namespace, named by the directory's device and inode (atomic,
 * also between two starts at the same instant), and a socket file, which also holds between containers that share the directory.
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const { dev, ino } = fs.statSync(directory);
  const held: net.Server[] = [];
  try {
    if (os.platform() === 'linux') held.push(await listen(`\0waybill-event-node:${dev}:${ino}`));
    held.push(await lockFile(directory));
  } catch (error) {
    await Promise.all(held.map(close));
    if (error instanceof SocketInUse || (error as NodeJS.ErrnoException).code === 'EADDRINUSE') throw new DirectoryLocked(directory);
    throw error;
  }
  return { release: async () => void (await Promise.all(held.map(close))) };
}

async function lockFile(directory: string): Promise<net.Server> {
  const file = reachable(directory, LOCK_NAME);
  await clearSocketFile(file);
  return await listen(file);
}

/** A socket's path is short; on Linux any directory can be named by an open descriptor. The descriptor stays open with the lock. */
function reachable(directory: string, name: string): string {
  return os.platform() === 'linux' ? `/proc/self/fd/${fs.openSync(directory, 'r')}/${name}` : path.join(directory, name);
}

function listen(address: string): Promise<net.Server> {
  return new Promise((resolve, reject) => {
    const server = net.createServer((socket) => socket.destroy());
    server.once('error', reject);
    server.listen({ path: address }, () => {
      server.unref();
      resolve(server);
    });
  });
}

function close(server: net.Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
