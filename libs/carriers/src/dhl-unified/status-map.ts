import { codes, type StatusMap } from '../reading';

/** Raise it with every change of the table below. */
export const MAPPING_VERSION = 1;

/** `statusCode`: the only one of the words that is the same in all divisions. `failure` does not say of what; `unknown` says nothing. */
export const STATUS_CODES: StatusMap = {
  ...codes('pre-transit', 'INFO_RECEIVED'),
  ...codes('transit', 'IN_TRANSIT'),
  ...codes('delivered', 'DELIVERED'),
  ...codes('failure', 'CARRIER_NOTE'),
};
