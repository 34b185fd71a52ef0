import { keepHeapSmall, readyToParent } from '@waybill/platform';
import { startApi } from './start';

keepHeapSmall();
startApi().then(readyToParent, (error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
