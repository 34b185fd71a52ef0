import path from 'node:path';
import fc from 'fast-check';

/**
 * Properties try the same cases in each run of the same commit, so that a red run is red again for the one who looks into it, and a green
 * one stays green. `PROPERTY_SEED=random` tries others, as the full profiles do; a number tries those of an earlier run again.
 */
const wanted = process.env.PROPERTY_SEED ?? '20261130';
if (wanted !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(wanted) });

/** With WAYBILL_TEST_BEHAVE=23.10, 24.10 or 26.0 every event node plays that release of a real server. */
const playing = `--require="${path.join(__dirname, 'behave.cjs')}"`;
if (process.env.WAYBILL_TEST_BEHAVE && !process.env.NODE_OPTIONS?.includes(playing))
  process.env.NODE_OPTIONS = [process.env.NODE_OPTIONS, playing].filter(Boolean).join(' ');
