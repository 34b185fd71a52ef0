import fs from 'node:fs';
import { lockDirectory } from './directory-lock';
import { openEventStore } from './event-store';
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
  fs.mkdirSync(options.dataDirectory, { recursive: true, mode: 0o700 });
  fs.chmodSync(options.dataDirectory, 0o700);
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

async function listen(server: ReturnType<typeof createGrpcServer>, address: string): Promise<string> {
  if (!address.startsWith(UNIX)) return `127.0.0.1:${await server.listen(address)}`;
  const file = address.slice(UNIX.length);
  await clearSocketFile(file);
  await server.listen(address);
  fs.chmodSync(file, 0o600);
  return address;
}
