import type { Fold } from '../fold';
import { evolveExceptions } from './evolve';
import { noExceptions, type ShipmentExceptions } from './exception';

export const exceptionsFold: Fold<ShipmentExceptions> = { version: 4, initial: () => noExceptions, evolve: evolveExceptions };
