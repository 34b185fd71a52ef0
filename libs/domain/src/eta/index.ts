export * from './accuracy';
export { BASES, type Baselines, type Basis, baselinesOf, basisOf, type Experience, noExperience } from './baselines';
export { BUCKET_ENDS, bucketOf } from './calibration';
export * from './model';
export * from './observed';
export { type EtaPlan, etaPlanOf } from './plan';
export * from './predict';
export type { Reason } from './reasons';
export * from './train';
