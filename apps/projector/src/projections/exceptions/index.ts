import { EXCEPTION_COMPARISON, EXCEPTIONS, exceptionTables } from '@waybill/read-model';
import type { Projection } from '../../processor';
import { EXCEPTION_EVENTS, shipmentOfStep } from './events';
import { projectExceptions } from './project';

/** Every exception with its state, and every step of it. */
export const exceptions: Projection = {
  kind: 'projection',
  name: EXCEPTIONS,
  version: 2,
  types: EXCEPTION_EVENTS,
  keyOf: shipmentOfStep,
  ddl: exceptionTables,
  comparison: EXCEPTION_COMPARISON,
  handle: projectExceptions,
};
