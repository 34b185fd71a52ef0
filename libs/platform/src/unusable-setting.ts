/**
 * A setting with which this process can never work, however long it waits: an address that does not parse, a file that is not there.
 * Ends the start at once. Told in one line that says what to do, without a stack and without a secret.
 */
export class UnusableSetting extends Error {
  override readonly name: string = 'UnusableSetting';
}

/** Exit code of a process that ends for an {@link UnusableSetting}: starting it again would not help. */
export const UNUSABLE_SETTING_EXIT = 2;

/** Ends a process that could not start: by one line for a wrong setting, by a stack for what should not happen. */
export function failStart(error: unknown): void {
  const isSetting = error instanceof UnusableSetting;
  process.stderr.write(`${error instanceof Error ? (isSetting ? error.message : error.stack) : String(error)}\n`);
  process.exitCode = isSetting ? UNUSABLE_SETTING_EXIT : 1;
  process.exit();
}
