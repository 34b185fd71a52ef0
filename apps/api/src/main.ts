import { failStart, keepHeapSmall, readyToParent } from '@waybill/platform';
import { startApi } from './start';

keepHeapSmall();
startApi().then(readyToParent, failStart);
