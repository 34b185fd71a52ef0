export { type Detected, ExceptionDetection } from './detection';
export { readFacts } from './facts';
export { RuleTrial, type Tried, type WhatIf } from './what-if';
