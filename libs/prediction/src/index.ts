export { defaultModel } from './default-model';
export * from './models';
export { ArrivalPrediction, type Predicted } from './prediction';
