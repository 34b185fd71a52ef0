import { readTrackingToken, trackingToken } from '@waybill/platform';
import type { PublicAddress } from '../http/public-address';

/** What a customer gets. */
export interface CustomerLink {
  readonly trackingToken: string;
  readonly trackingUrl: string;
}

/** Turns the ids of tracking links, which the log holds, into the customers' secrets, which it does not. */
export class TrackingLinks {
  constructor(
    private readonly deploymentKey: Buffer,
    private readonly address: PublicAddress,
  ) {}

  customerLink(linkId: string): CustomerLink {
    const token = trackingToken(this.deploymentKey, Buffer.from(linkId, 'hex'));
    return { trackingToken: token, trackingUrl: `${this.address.base}/track/${token}` };
  }

  /** The link id in a token of ours; undefined for every other text. */
  linkIdOf(token: string): string | undefined {
    return readTrackingToken(this.deploymentKey, token);
  }
}
