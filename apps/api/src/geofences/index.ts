import { DefineGeofenceHandler } from './define-geofence.handler';
import { FindGeofenceHandler } from './geofence-detail.query';
import { ListGeofencesHandler } from './geofence-list.query';
import { ListGeofenceVersionsHandler } from './geofence-versions.query';
import { GeofencesController } from './geofences.controller';
import { RedrawGeofenceHandler } from './redraw-geofence.handler';
import { RetireGeofenceHandler } from './retire-geofence.handler';

export const GEOFENCE_CONTROLLERS = [GeofencesController];
export const GEOFENCE_HANDLERS = [
  DefineGeofenceHandler,
  RedrawGeofenceHandler,
  RetireGeofenceHandler,
  FindGeofenceHandler,
  ListGeofencesHandler,
  ListGeofenceVersionsHandler,
];
