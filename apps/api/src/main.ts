import { readyToParent } from '@waybill/platform';
import { startApi } from './start';

startApi().then(readyToParent, (error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
