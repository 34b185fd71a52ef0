import { heartbeatToParent, keepHeapSmall } from '@waybill/platform';
import { startEventNode } from './event-node';
import { parseArguments } from './options';

/** Longest that a stop may take before the process ends without further ceremony. */
const STOP_LIMIT_MS = 3000;
/** Time for the answers of failed writes to leave before the process ends. */
const LAST_WORDS_MS = 200;

/** Says something to the process that started this one: one JSON line, and a message where there is a channel. */
function announce(message: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
  if (process.connected) process.send?.(message);
}

function complain(event: string, error: Error): void {
  process.stderr.write(`${JSON.stringify({ event, message: error.message })}\n`);
}

/** Nothing more can be written and what is on disk is unknown: a new process has to read the log again. */
function onLogFailure(error: Error): void {
  complain('log-failed', error);
  setTimeout(() => process.exit(1), LAST_WORDS_MS);
}

async function main(): Promise<void> {
  keepHeapSmall();
  // Everything the node makes, its socket included, is for its own user only.
  process.umask(0o077);
  const node = await startEventNode(parseArguments(process.argv.slice(2)), onLogFailure);
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
    node.stop().then(
      () => process.exit(0),
      (error: Error) => {
        complain('stop-failed', error);
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.once('disconnect', stop);
  if (node.cutBytes > 0)
    complain('unfinished-write-cut', new Error(`Start cut ${node.cutBytes} bytes of a write that was never acknowledged.`));
  announce({ event: 'listening', address: node.address });
  heartbeatToParent();
}

main().catch((error: Error) => {
  complain('start-failed', error);
  process.exit(1);
});
