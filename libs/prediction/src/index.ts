export { defaultModel } from './default-model';
export * from './models';
export * from './packing';
export { ArrivalPrediction, type Predicted } from './prediction';
export { loadSites, SiteBook } from './site-book';
