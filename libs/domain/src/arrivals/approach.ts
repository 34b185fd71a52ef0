import { type Instant, later } from '@waybill/events';

/** What is expected of a shipment on its way to a site. */
export type Expectation =
  | { readonly kind: 'expected'; readonly p50: Instant }
  /** It is there. */
  | { readonly kind: 'arrived' }
  /** It will not come: cancelled, lost, on its way back. */
  | { readonly kind: 'not-coming' }
  /** Nothing can be said at present. */
  | { readonly kind: 'unknown' };

/** How far a shipment has come towards its site. Plain JSON. */
export interface Approach {
  readonly state: 'away' | 'soon' | 'arrived';
  /** How often it has been announced: names each announcement. */
  readonly announced: number;
}
export const noApproach: Approach = { state: 'away', announced: 0 };

export type ApproachChange = 'arriving-soon' | 'withdrawn';
export interface ApproachStep {
  readonly approach: Approach;
  readonly change?: ApproachChange;
}

const LEAST_SLACK_MS = 10 * 60_000;
const SLACK_SHARE = 0.2;

/** How much later than the lead time an announced arrival may become before the announcement is withdrawn, in milliseconds. */
export const slackOf = (leadTimeMs: number): number => Math.max(LEAST_SLACK_MS, SLACK_SHARE * leadTimeMs);

const announce = ({ announced }: Approach): ApproachStep => ({
  approach: { state: 'soon', announced: announced + 1 },
  change: 'arriving-soon',
});
const withdraw = (approach: Approach): ApproachStep => ({ approach: { ...approach, state: 'away' }, change: 'withdrawn' });

function stepExpected(approach: Approach, left: number, leadTimeMs: number): ApproachStep {
  if (approach.state === 'away' && left <= leadTimeMs) return announce(approach);
  if (approach.state === 'soon' && left > leadTimeMs + slackOf(leadTimeMs)) return withdraw(approach);
  return { approach };
}

/**
 * The approach after what is expected now. An arrival is announced once per approach, when it is no farther off than the lead time, and
 * withdrawn only when it has gone well beyond it, so that an estimate that wavers about the lead time says nothing twice. While nothing can
 * be said, what was announced stands. An arrival that was corrected away begins the approach anew.
 */
export function stepApproach(approach: Approach, expectation: Expectation, leadTimeMs: number, asOf: Instant): ApproachStep {
  switch (expectation.kind) {
    case 'arrived':
      return { approach: { ...approach, state: 'arrived' } };
    case 'not-coming':
      return approach.state === 'soon' ? withdraw(approach) : { approach: { ...approach, state: 'away' } };
    case 'unknown':
      return { approach: approach.state === 'arrived' ? { ...approach, state: 'away' } : approach };
    case 'expected': {
      const under = approach.state === 'arrived' ? ({ ...approach, state: 'away' } as const) : approach;
      return stepExpected(under, expectation.p50 - asOf, leadTimeMs);
    }
  }
}

/** When a shipment has to be announced if nothing is heard of it until then; undefined when it has been, or nothing is expected. */
export const announcementDue = ({ state }: Approach, expectation: Expectation, leadTimeMs: number): Instant | undefined =>
  state === 'away' && expectation.kind === 'expected' ? later(expectation.p50, -leadTimeMs) : undefined;
