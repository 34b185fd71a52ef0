export { ExceptionDetection } from './detection';
export { readFacts } from './facts';
export type { Detected } from './task';
export { RuleTrial, type Tried, type WhatIf } from './what-if';
