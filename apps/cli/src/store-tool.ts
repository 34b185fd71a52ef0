import { spawn } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';
import { lastOf } from '@waybill/events';
import { inheritedEnvironment, systemClock, type Terminal } from '@waybill/platform';
import { bytes, type Progress, progressLine } from './progress';
import { Refusal } from './refusal';

const TOOLS = path.resolve(__dirname, '../../event-node/src/offline.js');

/** A piece of damage in an event store's directory. */
export type Damage = { readonly file: string; readonly offset: number; readonly finding: string };

/** What was found in an event store's directory. */
export type StoreReport = {
  readonly damage: readonly Damage[];
  /** May be more than those listed. */
  readonly damages: number;
  readonly segments: number;
  readonly events: number;
  readonly streams: number;
  readonly bytes: number;
  readonly unfinishedBytes: number;
};

/** A file of a copied store, by its name. */
export type CopiedFile = { readonly name: string; readonly bytes: number };

/** What the tool says, a line of JSON each. */
type Message =
  | { readonly event: 'refused'; readonly message: string }
  | (Progress & { readonly event: 'progress' })
  | (Damage & { readonly event: 'damage' })
  | (Omit<StoreReport, 'damage'> & { readonly event: 'checked' })
  | { readonly event: 'copied'; readonly files: readonly CopiedFile[] };

/** Runs one of the event node's tools for data directories in a process of its own: the format of the files is the node's business. */
async function* run(args: readonly string[], lastEvent: string): AsyncGenerator<Message> {
  const env = inheritedEnvironment({ OPERATOR_API_KEY: undefined, DEPLOYMENT_KEY: undefined, DATABASE_URL: undefined });
  const child = spawn(process.execPath, [TOOLS, ...args], { stdio: ['ignore', 'pipe', 'inherit'], env });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  let last: Message | undefined;
  for await (const line of readline.createInterface({ input: child.stdout })) {
    const message: Message = JSON.parse(line);
    if (message.event === 'refused') throw new Refusal(message.message);
    last = message;
    yield message;
  }
  const code = await ended;
  if (last?.event !== lastEvent) throw new Refusal(`The event store's tool ended with ${code} before it was done: run it again.`);
}

async function follow(what: string, args: readonly string[], lastEvent: string, terminal: Terminal, other: (message: Message) => void) {
  const startedAt = systemClock.monotonic();
  for await (const message of run(args, lastEvent)) {
    if (message.event !== 'progress') other(message);
    else terminal.status(progressLine(what, message, systemClock.monotonic() - startedAt, bytes));
  }
}

/** Reads every byte of a store's directory. `unlocked` for a copy that no node works on. @throws Refusal when a node works on it. */
export async function checkDirectory(directory: string, terminal: Terminal, unlocked = false): Promise<StoreReport> {
  const damage: Damage[] = [];
  const found: StoreReport[] = [];
  await follow('Checking', ['check', directory, ...(unlocked ? ['--unlocked'] : [])], 'checked', terminal, (message) => {
    if (message.event === 'damage') damage.push(message);
    else if (message.event === 'checked') found.push({ ...message, damage });
  });
  return lastOf(found);
}

/** Copies a store's directory, also while a node works on it, into an empty folder. Answers the files of the copy. */
export async function copyDirectory(directory: string, target: string, terminal: Terminal): Promise<readonly CopiedFile[]> {
  let files: readonly CopiedFile[] = [];
  await follow('Copying', ['copy', directory, target], 'copied', terminal, (message) => {
    if (message.event === 'copied') files = message.files;
  });
  return files;
}
