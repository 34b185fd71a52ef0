import type { StoredEvent } from '@waybill/events';
import { type Decision, isRejection, type RejectionKind } from './decision';
import type { Aggregate } from './fold';

/** What follows of a decision: events by type and data, or the kind of a rejection. */
type Outcome = readonly (readonly [type: string, data: object])[] | RejectionKind;

const outcomeOf = (decision: Decision): Outcome =>
  isRejection(decision) ? decision.rejected : decision.map(({ type, data }) => [type.replace(/^dev\.waybill\.|\.v1$/g, ''), data]);

/** A thing of which these events were told, in this order: `given(API_KEY, created).when((key) => revokeApiKey(key, 'K')).then([…])`. */
export function given<S>({ fold }: Pick<Aggregate<S, never>, 'fold'>, ...events: readonly StoredEvent[]) {
  const state = events.reduce((before, event) => fold.evolve(before, event), fold.initial(events[0]?.stream ?? ''));
  return {
    state,
    when(decide: (state: S) => Decision) {
      const decision = decide(state);
      return {
        decision,
        // biome-ignore lint/suspicious/noThenProperty: specs are read as given, when, then, and nothing awaits this
        then: (expected: Outcome): void => expect(outcomeOf(decision)).toEqual(expected),
      };
    },
  };
}
