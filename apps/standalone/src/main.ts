import { loadConfig, onShutdown, UNUSABLE_SETTING_EXIT, UnusableSetting } from '@waybill/platform';
import { StartProblem } from './problem';
import { Standalone, type StandaloneOptions } from './standalone';

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

function explain(error: unknown): string {
  if (error instanceof StartProblem || error instanceof UnusableSetting) return error.message;
  return `Waybill could not start: ${error instanceof Error ? error.stack : error}`;
}

function exitCodeOf(error: unknown): number {
  if (error instanceof UnusableSetting) return UNUSABLE_SETTING_EXIT;
  return error instanceof StartProblem ? error.exitCode : 1;
}

/** Runs Waybill on this machine until a signal ends it. Exit code 0 after an orderly stop; 2 when a setting keeps it from
 * ever starting, 1 when something else did. */
export async function main(options: Partial<StandaloneOptions> = {}): Promise<void> {
  // The reader of the output may be gone (a pipe to head); that is no reason to end.
  process.stdout.on('error', () => {});
  try {
    const standalone = new Standalone(loadConfig(), { say, ...options });
    const stop = onShutdown([() => standalone.stop()], { onProblem: (problem) => say(problem) });
    process.on('SIGHUP', () => void stop());
    await standalone.start().catch(async (error) => {
      process.stderr.write(`${explain(error)}\n`);
      await standalone.stop();
      process.exit(exitCodeOf(error));
    });
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = exitCodeOf(error);
  }
}

if (require.main === module) void main();
