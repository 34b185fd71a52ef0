import { evolveExceptions, noExceptions, type ShipmentExceptions } from '@waybill/domain';
import type { Fold } from '../memory';

export const exceptionsFold: Fold<ShipmentExceptions> = { version: 4, initial: () => noExceptions, evolve: evolveExceptions };
