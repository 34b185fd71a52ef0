import { ConfigurationError, loadConfig, onShutdown } from '@waybill/platform';
import { StartProblem } from './problem';
import { Standalone, type StandaloneOptions } from './standalone';

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

function explain(error: unknown): string {
  if (error instanceof StartProblem || error instanceof ConfigurationError) return error.message;
  return `Waybill could not start: ${error instanceof Error ? error.stack : error}`;
}

/** Runs Waybill on this machine until a signal ends it. Exit code 0 after an orderly stop, 1 when it could not start. */
export async function main(options: Partial<StandaloneOptions> = {}): Promise<void> {
  // Whoever read our output may be gone (a pipe to head); that is no reason to end.
  process.stdout.on('error', () => {});
  try {
    const standalone = new Standalone(loadConfig(), { say, ...options });
    const stop = onShutdown([() => standalone.stop()], { onProblem: (problem) => say(problem) });
    process.on('SIGHUP', () => void stop());
    await standalone.start().catch(async (error) => {
      process.stderr.write(`${explain(error)}\n`);
      await standalone.stop();
      process.exit(1);
    });
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = 1;
  }
}

if (require.main === module) void main();
