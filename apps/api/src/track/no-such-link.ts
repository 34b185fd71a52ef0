import { Problem } from '../http/problem';

/** Unknown and revoked links, and those of erased shipments, are answered the same. */
export const noSuchLink = (): Problem => new Problem('not-found', 'Ask the sender of your parcel for a new link.');
