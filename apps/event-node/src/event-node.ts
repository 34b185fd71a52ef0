import fs from 'node:fs';
import path from 'node:path';
import { lockDirectory } from './directory-lock';
import { openEventStore } from './event-store';
import { syncDirectory } from './log/segment-file';
import type { NodeOptions } from './options';
import { createGrpcServer } from './services/grpc-server';
import { clearSocketFile } from './socket-file';

const UNIX = 'unix:';

/** A node that serves. */
export interface EventNode {
  /** `unix:<path>` or `127.0.0.1:<port>`, as clients take it. */
  readonly address: string;
  /** Bytes of an unfinished write that start found and cut. */
  readonly cutBytes: number;
  /** Ends calls, lets waiting writes finish, closes the files, gives up the lock. */
  stop(): Promise<void>;
}

/** Locks the data directory, opens the log and serves it. `onFailure`: nothing more may be written, the process has to end. */
export async function startEventNode(options: NodeOptions, onFailure: (error: Error) => void): Promise<EventNode> {
  prepareDirectory(options.dataDirectory);
  const lock = await lockDirectory(options.dataDirectory);
  const store = openEventStore(options.dataDirectory, options, onFailure);
  const server = createGrpcServer(store);
  const address = await listen(server, options.listen);
  const stop = async (): Promise<void> => {
    await server.close();
    await store.close();
    if (address.startsWith(UNIX)) fs.rmSync(address.slice(UNIX.length), { force: true });
    await lock.release();
  };
  return { address, cutBytes: store.cutBytes, stop };
}

/** Private to the user that runs the node; a directory that was made just now survives a power cut. */
function prepareDirectory(directory: string): void {
  const made = fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
  fs.chmodSync(directory, 0o700);
  if (made !== undefined) for (let at = directory; at.length >= made.length; at = path.dirname(at)) syncDirectory(path.dirname(at));
}

async function listen(server: ReturnType<typeof createGrpcServer>, address: string): Promise<string> {
  if (!address.startsWith(UNIX)) return `127.0.0.1:${await server.listen(address)}`;
  const file = address.slice(UNIX.length);
  await clearSocketFile(file);
  await server.listen(address);
  fs.chmodSync(file, 0o600);
  return address;
}
