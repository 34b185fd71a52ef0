import type { FormatName } from '@waybill/carriers';
import { Problem } from '../http/problem';
import type { PushAnswer } from './push.schemas';
import type { Push } from './push-record';

/** What goes back to a sender: what it looks at is the status, and devices the body. */
export interface SenderAnswer {
  readonly status: 200 | 202 | 204;
  readonly body?: unknown;
}

const isList = ({ body }: Push): boolean => /^\s*\[/.test(Buffer.from(body.subarray(0, 64)).toString('latin1'));

/** A device that is refused sends the same for ever and nothing behind it, so it is told that all is well; the deliveries tell the operator. */
const devices: readonly FormatName[] = ['owntracks'];

function answerOf(format: FormatName, push: Push, answer: PushAnswer): SenderAnswer {
  switch (format) {
    case 'owntracks':
      return { status: 200, body: [] };
    case 'dcsa':
      // 2.2 pushes a list and wants no content; 3.0 an object, and wants 200.
      return isList(push) ? { status: 204 } : { status: 200, body: answer };
    case 'dhl-unified':
    case 'traccar':
    case 'osmand':
      return { status: 200, body: answer };
    default:
      return { status: 202, body: answer };
  }
}

/** @throws Problem 400 when nothing of a push could be taken, and something could not be read */
export function answerSender(format: FormatName, push: Push, answer: PushAnswer): SenderAnswer {
  const isAllRefused = answer.rejected > 0 && answer.rejected === answer.events.length && answer.corrected === 0;
  if (isAllRefused && !devices.includes(format))
    throw new Problem('nothing-accepted', 'See the problem of each part; the push was kept, so it need not be sent again.', {
      members: { ...answer },
    });
  return answerOf(format, push, answer);
}
