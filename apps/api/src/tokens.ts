/** Tokens of the parts that have no class of their own to be injected by. */
export const METRICS = Symbol('metrics');
export const CLOCK = Symbol('clock');
export const DEPLOYMENT_KEY = Symbol('deployment key');
export const LOGGER = Symbol('logger');
