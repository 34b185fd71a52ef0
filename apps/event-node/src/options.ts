import os from 'node:os';
import path from 'node:path';
import { type Behaviour, behaviourOf, RELEASES } from './behaviour';
import { DEFAULT_LOG_SIZES, type LogSizes } from './log/event-log';

/** What the process was asked to do. */
export interface NodeOptions extends LogSizes {
  readonly dataDirectory: string;
  /** `unix:<path>` or `127.0.0.1:<port>`. */
  readonly listen: string;
  /** For tests only: what a real server does otherwise. */
  readonly behave?: Behaviour;
}

/** The arguments make no sense; the message says what is wanted. */
export class UsageError extends Error {}

const USAGE = 'usage: main.js --data <directory> [--listen unix:<path>|127.0.0.1:<port>] [--segment-bytes <n>] [--tail-bytes <n>]';
/** A unix socket's path with its closing NUL must fit into 108 bytes. */
const MAX_SOCKET_PATH = 107;
const SOCKET_NAME = 'event-node.sock';
const LOOPBACK = /^(127\.0\.0\.1|localhost):\d{1,5}$/;

/** Parses the command line. Throws {@link UsageError}. */
export function parseArguments(argv: readonly string[]): NodeOptions {
  const values = flags(argv);
  const data = values.get('--data');
  if (!data) throw new UsageError(USAGE);
  const dataDirectory = path.resolve(data);
  return {
    dataDirectory,
    listen: listenAddress(values.get('--listen'), dataDirectory),
    segmentBytes: size(values.get('--segment-bytes'), DEFAULT_LOG_SIZES.segmentBytes),
    tailBytes: size(values.get('--tail-bytes'), DEFAULT_LOG_SIZES.tailBytes),
    behave: behaviour(values.get('--behave'), values.get('--behave-seed')),
  };
}

function flags(argv: readonly string[]): Map<string, string> {
  const known = new Set(['--data', '--listen', '--segment-bytes', '--tail-bytes', '--behave', '--behave-seed']);
  const values = new Map<string, string>();
  for (let i = 0; i < argv.length; i += 2) {
    const [name, value] = [argv[i] as string, argv[i + 1]];
    if (!known.has(name) || value === undefined) throw new UsageError(USAGE);
    values.set(name, value);
  }
  return values;
}

function behaviour(text: string | undefined, seed: string | undefined): Behaviour | undefined {
  if (text === undefined) return undefined;
  const release = RELEASES.find((one) => one === text);
  if (!release) throw new UsageError(`--behave: choose from ${RELEASES.join(', ')}`);
  return behaviourOf(release, size(seed, 1));
}

function size(text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  if (!/^\d{1,10}$/.test(text)) throw new UsageError(`${USAGE}: sizes are whole numbers of bytes`);
  return Number(text);
}

/** The node has no access control of its own: it listens on a private socket file or on loopback, nowhere else. */
function listenAddress(asked: string | undefined, dataDirectory: string): string {
  if (asked === undefined) return `unix:${defaultSocket(dataDirectory)}`;
  if (asked.startsWith('unix:')) {
    const file = path.resolve(asked.slice('unix:'.length));
    if (Buffer.byteLength(file) > MAX_SOCKET_PATH)
      throw new UsageError(`${file}: a unix socket's path may have ${MAX_SOCKET_PATH} bytes at most`);
    return `unix:${file}`;
  }
  if (!LOOPBACK.test(asked)) throw new UsageError(`${USAGE}: the node listens on a unix socket or on 127.0.0.1 only`);
  return asked.replace('localhost', '127.0.0.1');
}

/** In the data directory where that is short enough, else in a directory of its own under the system's temporary one. */
function defaultSocket(dataDirectory: string): string {
  const inside = path.join(dataDirectory, SOCKET_NAME);
  if (Buffer.byteLength(inside) <= MAX_SOCKET_PATH) return inside;
  return path.join(os.tmpdir(), `waybill-event-node-${process.getuid?.() ?? 0}`, `${process.pid}.sock`);
}
