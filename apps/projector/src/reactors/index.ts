import type { ReactorDefinition } from '../processor';
import { arrivals } from './arrivals';
import { attribution } from './attribution';
import { eta } from './eta';
import { detection } from './exceptions';

/** Every reactor, in the order in which `PROCESSORS` and the API list them. */
export const reactors: readonly ReactorDefinition[] = [attribution, detection, eta, arrivals];
