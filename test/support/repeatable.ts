import fc from 'fast-check';

/**
 * Properties try the same cases in each run of the same commit, so that a red run is red again for the one who looks into it, and a green
 * one stays green. `PROPERTY_SEED=random` tries others, as the full profiles do; a number tries those of an earlier run again.
 */
const wanted = process.env.PROPERTY_SEED ?? '20261130';
if (wanted !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(wanted) });
