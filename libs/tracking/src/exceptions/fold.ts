import { evolveExceptions, noExceptions, type ShipmentExceptions } from '@waybill/domain';
import type { Fold } from '../memory';

export const exceptionsFold: Fold<ShipmentExceptions> = { initial: () => noExceptions, evolve: evolveExceptions };
