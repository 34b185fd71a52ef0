import type { ReactorDefinition } from '../processor';

/** Every reactor, in the order in which `PROCESSORS` and the API list them. */
export const reactors: readonly ReactorDefinition[] = [];
