export { type Detected, ExceptionDetection } from './detection';
export { RuleTrial, type Tried, type WhatIf } from './what-if';
