import { between, chance, type Random } from '../random';
import { HOUR, MINUTE, type Step } from './step';

/**
 * What real senders do: deliver twice, hours late, or in another order. Content stays as it is, only the times of sending
 * change, and never to before the thing happened.
 */
export function withMischief(steps: readonly Step[], random: Random): readonly Step[] {
  return steps.flatMap((step) => {
    if (step.action.kind !== 'report') return [step];
    const delayed = chance(random, 0.03) ? step.at + between(random, 0.4, 3) * HOUR : step.at + jitter(random);
    const first = { ...step, at: delayed };
    return chance(random, 0.04) ? [first, { ...first, at: delayed + between(random, 0.5, 20) * MINUTE }] : [first];
  });
}

/** Most reports come at once; some are overtaken by the one behind them. */
const jitter = (random: Random): number => (chance(random, 0.1) ? between(random, 0, 9) * MINUTE : between(random, 0, 2_000));
