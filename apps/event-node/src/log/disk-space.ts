import { DiskSpace, type FreeSpace } from '@waybill/platform';

/** Tells the operator once that writes are refused, and once more when it is over. */
const tellAbout =
  (directory: string) =>
  ({ isLow, bytes }: FreeSpace): void => {
    const message = isLow
      ? `Only ${bytes} bytes are free where ${directory} lies: writes are refused until there is more. Make room; nothing needs to be started again.`
      : `There is room again where ${directory} lies: writes are accepted.`;
    process.stderr.write(`${JSON.stringify({ event: isLow ? 'disk-nearly-full' : 'disk-has-room', freeBytes: bytes, message })}\n`);
  };

/** The room that is left for the log in a directory. */
export const spaceOf = (directory: string): DiskSpace => new DiskSpace(directory, tellAbout(directory));
