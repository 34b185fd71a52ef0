import { Problem } from '../http/problem';

export const shipmentNotFound = (): Problem =>
  new Problem(
    'shipment-not-found',
    'No shipment was registered under this id; check it, or pass the position of its registration as minPosition.',
  );
