import { EXCEPTION_TABLES, EXCEPTIONS } from '@waybill/read-model';
import type { Projection } from '../../processor';
import { wantedBy } from '../../wanted-events';
import { projectExceptions } from './project';
import { shipmentOfStep } from './shipment-of-step';

/** Every exception with its state, and every step of it. */
export const exceptions: Projection = {
  kind: 'projection',
  name: EXCEPTIONS,
  version: 4,
  types: wantedBy('exceptions'),
  keyOf: shipmentOfStep,
  tables: EXCEPTION_TABLES,
  handle: projectExceptions,
};
