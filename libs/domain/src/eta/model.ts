import { hash } from 'node:crypto';
import { canonicalJson, type Instant } from '@waybill/events';
import type { KnownMode } from '../positions';
import { type Basis, type Experience, noExperience } from './baselines';
import { BUCKETS, type Correction } from './calibration';
import { type Curve, curveAt, identity } from './curve';
import type { Effects } from './effects';
import type { Forest } from './forest';

/** What predictions are made by. Plain JSON. */
export interface EtaModel {
  readonly version: string;
  readonly seed: number;
  /** Names of the features that the forests were grown on, in order. */
  readonly features: readonly string[];
  readonly experience: Experience;
  /** By how much the baselines are off once what is usual is taken out, as logarithms (see `nearnessNames`). */
  readonly nearness: Effects;
  /** How long it really takes when a baseline says so long: logarithms of hours. */
  readonly curves: Readonly<Partial<Record<Basis, Curve>>>;
  /** By how much carriers, lanes and sites are off from that, as logarithms. */
  readonly biases: Effects;
  /** Each gives the logarithm of what really is left, over what the curve says. */
  readonly forests: Readonly<Record<'p10' | 'p50' | 'p90', Forest>>;
  /** By bucket of hours out. */
  readonly corrections: readonly Correction[];
  /** The time of the arrivals that it was trained on; absent when it was trained on nothing. */
  readonly trained?: {
    readonly from: Instant;
    readonly until: Instant;
    readonly trips: number;
    /** What goes otherwise is predicted as if nothing had been learned; of whatever goes when absent. */
    readonly modes?: readonly KnownMode[];
  };
}

const constant = (base: number): Forest => ({ base, trees: [] });

/** Forests that leave a baseline as it is. */
export const BASELINE_ALONE: EtaModel['forests'] = { p10: constant(0), p50: constant(0), p90: constant(0) };

/** Whether a model has found nothing to correct. */
export const isBaselineAlone = ({ forests }: Pick<EtaModel, 'forests'>): boolean => forests.p50.trees.length === 0;

/** What is said before anything was learned: the baseline, between a fifth less and two fifths more. */
export const UNTRAINED: EtaModel = {
  version: 'untrained',
  seed: 0,
  features: [],
  experience: noExperience,
  nearness: {},
  curves: {},
  biases: {},
  forests: { p10: constant(Math.log(0.8)), p50: constant(0), p90: constant(Math.log(1.4)) },
  corrections: Array.from({ length: BUCKETS }, () => ({ low: 0, high: 0, trips: 0 })),
};

/** The model by which a shipment of a mode is predicted. */
export const modelFor = (mode: KnownMode | undefined, model: EtaModel): EtaModel =>
  (model.trained?.modes?.includes(mode ?? 'road') ?? true) ? model : UNTRAINED;

const HOUR_MS = 3_600_000;

/** How long it usually takes when a baseline says so long, in milliseconds. */
export const usuallyTakes = ({ curves }: Pick<EtaModel, 'curves'>, basis: Basis, ms: number): number =>
  Math.exp(curveAt(curves[basis] ?? identity, Math.log(ms / HOUR_MS))) * HOUR_MS;

/** SHA-256 of a model, in hex: the same model whatever wrote it down. */
export const modelDigest = (model: EtaModel): string => hash('sha256', canonicalJson(model), 'hex');
