export { defaultModel } from './default-model';
export * from './models';
export * from './packing';
export { ArrivalPrediction, type Predicted } from './prediction';
