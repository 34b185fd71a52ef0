import { Problem } from '../http/problem';

export const geofenceNotFound = (): Problem =>
  new Problem('geofence-not-found', 'Check the id, or pass the position of its definition as minPosition.');
