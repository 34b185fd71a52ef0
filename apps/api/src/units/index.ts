import { LoadUnitHandler } from './load-unit.handler';
import { RetractUnitFactHandler } from './retract-unit-fact.handler';
import { FindUnitHandler } from './unit.query';
import { UnitsController } from './units.controller';
import { UnloadUnitHandler } from './unload-unit.handler';

export const UNIT_CONTROLLERS = [UnitsController];
export const UNIT_HANDLERS = [LoadUnitHandler, UnloadUnitHandler, RetractUnitFactHandler, FindUnitHandler];
