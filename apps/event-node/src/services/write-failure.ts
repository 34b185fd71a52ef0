import type { ServiceError } from '@grpc/grpc-js';
import type { WriteOutcome } from '../write/write-request';
import { invalidArgument, shuttingDown, unavailable, writeTimeout } from './rpc-error';

/** Sentence for a client whose write met a full disk. */
export const DISK_FULL =
  'The disk of the event store is full or nearly so; nothing of this write was stored. Make room there and send it again.';

/** Status of a unary call whose write was not decided by the stream's state. */
export function failedWrite(
  outcome: Extract<WriteOutcome, { kind: 'timeout' | 'stopping' | 'full' | 'badRequest' | 'unavailable' }>,
): ServiceError {
  switch (outcome.kind) {
    case 'timeout':
      return writeTimeout();
    case 'stopping':
      return shuttingDown();
    case 'full':
      return unavailable(DISK_FULL);
    case 'badRequest':
      return invalidArgument(outcome.reason);
    case 'unavailable':
      return unavailable(outcome.reason);
  }
}
