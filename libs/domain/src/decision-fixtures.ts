import type { StoredEvent } from '@waybill/events';
import { type Decision, type Draft, isRejection, type RejectionKind } from './decision';
import type { Aggregate } from './fold';

/** What follows of a decision: events by type and data, or the kind of a rejection. */
type Outcome = readonly (readonly [type: string, data: object])[] | RejectionKind;

const outcomeOf = (decision: Decision): Outcome =>
  isRejection(decision) ? decision.rejected : decision.map(({ type, data }) => [type.replace(/^dev\.waybill\.|\.v1$/g, ''), data]);

/** The events that were decided on. @throws when the command was refused */
function draftsOf(decision: Decision): readonly Draft[] {
  if (isRejection(decision)) throw new Error(`refused: ${decision.detail}`);
  return decision;
}

function inStream<S>(stream: string, { fold }: Pick<Aggregate<S, never>, 'fold'>, events: readonly StoredEvent[]) {
  const state = events.reduce((before, event, revision) => fold.evolve(before, { ...event, stream, revision }), fold.initial(stream));
  return {
    state,
    when(decide: (state: S) => Decision) {
      const decision = decide(state);
      return {
        decision,
        /** When each event of the decision happened; undefined for the moment of the command. */
        times: () => draftsOf(decision).map(({ time }) => time),
        // biome-ignore lint/suspicious/noThenProperty: specs are read as given, when, then, and nothing awaits this
        then: (expected: Outcome): void => expect(outcomeOf(decision)).toEqual(expected),
      };
    },
  };
}

/** A thing of which these events were told, in this order: `given(API_KEY, created).when((key) => revokeApiKey(key, 'K')).then([…])`. */
export const given = <S>(aggregate: Pick<Aggregate<S, never>, 'fold'>, ...events: readonly StoredEvent[]) =>
  inStream(events[0]?.stream ?? '', aggregate, events);

/** The same for a thing whose state tells which one it is: `givenOf(IDENTIFIER, booking, assigned)`. */
export const givenOf = <S, Id>(aggregate: Aggregate<S, Id>, id: Id, ...events: readonly StoredEvent[]) =>
  inStream(aggregate.stream(id), aggregate, events);
