import type { Benchmark } from '../findings';
import { aboard } from './aboard';
import { beforeAfter } from './before-after';
import { catchUp } from './catch-up';
import { consolePage } from './console-page';
import { detection } from './detection';
import { etaCpu } from './eta-cpu';
import { etaPrediction } from './eta-prediction';
import { formats } from './formats';
import { freshness } from './freshness';
import { importFile } from './import-file';
import { intakeBatch } from './intake-batch';
import { intakeSingle } from './intake-single';
import { mapAt } from './map-at';
import { stream } from './stream';
import { track } from './track';

/** All benchmarks, in the order in which they run. */
export const BENCHMARKS: readonly Benchmark[] = [
  intakeSingle,
  intakeBatch,
  catchUp,
  track,
  freshness,
  stream,
  consolePage,
  mapAt,
  aboard,
  detection,
  etaCpu,
  etaPrediction,
  formats,
  importFile,
];

/** Runs by itself only, since it needs a checkout of another commit. */
export { beforeAfter };
