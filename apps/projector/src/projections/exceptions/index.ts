import { EXCEPTION_TABLES, EXCEPTIONS } from '@waybill/read-model';
import type { Projection } from '../../processor';
import { EXCEPTION_EVENTS, shipmentOfStep } from './events';
import { projectExceptions } from './project';

/** Every exception with its state, and every step of it. */
export const exceptions: Projection = {
  kind: 'projection',
  name: EXCEPTIONS,
  version: 3,
  types: EXCEPTION_EVENTS,
  keyOf: shipmentOfStep,
  tables: EXCEPTION_TABLES,
  handle: projectExceptions,
};
