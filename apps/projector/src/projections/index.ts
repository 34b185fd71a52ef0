import type { Projection } from '../processor';
import { predictions } from './eta';
import { exceptions } from './exceptions';
import { geofences } from './geofences';
import { identifiers } from './identifiers';
import { shipments } from './shipments';
import { sites } from './sites';

/** Every projection, in the order in which `PROCESSORS` and the API list them. */
export const projections: readonly Projection[] = [shipments, identifiers, exceptions, geofences, sites, predictions];
