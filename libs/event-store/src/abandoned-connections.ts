import { Subchannel } from '@grpc/grpc-js/build/src/subchannel';

/** What grpc-js keeps to itself. Pinned to its exact version. */
interface SubchannelInside {
  refcount: number;
  continueConnecting: boolean;
  handleBackoffTimer(): void;
}

/**
 * Makes grpc-js give up connections that no call waits for any more. In 1.14 a channel that is closed while it waits before its next attempt
 * leaves that wait running: the attempt is made, and its connection stays open and unused. The client drops a channel with each failed
 * call, so an outage left dozens of them.
 */
export function abandonConnections(): void {
  const inside = Subchannel.prototype as unknown as SubchannelInside;
  const handle = inside.handleBackoffTimer;
  inside.handleBackoffTimer = function (this: SubchannelInside) {
    if (this.refcount === 0) this.continueConnecting = false;
    handle.call(this);
  };
}
