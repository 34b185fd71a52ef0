import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { writePrivateFile } from './private-file';

const schema = z.object({
  apiUrl: z.string(),
  /** What EVENTSTORE_URL would be: `unix:<path>`, `127.0.0.1:<port>` or an esdb address. */
  eventStore: z.string(),
  /** Holds the database's password: the file has mode 0600. */
  databaseUrl: z.string().optional(),
  /** The standalone process itself. */
  pid: z.number(),
  /** Its children by name: api, projector, eventNode, postgres. */
  pids: z.record(z.string(), z.number()),
  /** RFC 3339. */
  startedAt: z.string(),
});

/** Where a running standalone's parts are. Exists only while it is up. */
export type Addresses = z.infer<typeof schema>;

export const addressFile = (dataDir: string) => path.join(dataDir, 'addresses.json');

export function writeAddresses(dataDir: string, addresses: Addresses): void {
  writePrivateFile(addressFile(dataDir), `${JSON.stringify(addresses, null, 2)}\n`);
}

/** The addresses of the standalone that uses this folder; undefined when none is up, or when its file cannot be understood. */
export function readAddresses(dataDir: string): Addresses | undefined {
  try {
    return schema.safeParse(JSON.parse(fs.readFileSync(addressFile(dataDir), 'utf8'))).data;
  } catch {
    return undefined;
  }
}

export function removeAddresses(dataDir: string): void {
  fs.rmSync(addressFile(dataDir), { force: true });
}
