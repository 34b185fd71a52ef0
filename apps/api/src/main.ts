import { failStart, heartbeatToParent, keepHeapSmall, readyToParent } from '@waybill/platform';
import { startApi } from './start';

keepHeapSmall();
const up = startApi().then((where) => {
  readyToParent(where);
  heartbeatToParent();
});
up.catch(failStart);
