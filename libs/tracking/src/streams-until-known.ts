import {
  type Aggregate,
  type Answer,
  ask,
  type Decision,
  type Fold,
  IDENTIFIER,
  type IdentifierState,
  type KnownStreams,
  type MissingStreams,
  type Rejection,
  SHIPMENT,
  type ShipmentState,
} from '@waybill/domain';
import { isUnusable, StreamDeleted } from '@waybill/event-store';
import { identifierStream, shipmentStream } from '@waybill/events';
import { type Command, carryOut, type Done, type Step, type StreamView, type StreamWriter, type Written } from '@waybill/streams';

/** How a question takes its streams. */
interface Reading {
  /** From what this process remembers; otherwise each is read up to its end, with what other processes wrote. */
  readonly fromMemory: boolean;
  /** An unusable stream that is taken for one that was never written to. */
  readonly passes: (why: Error) => boolean;
}

/** Reports go on, whatever else is on their way. */
const REPORTS: Reading = { fromMemory: true, passes: isUnusable };
const REPORTS_AFRESH: Reading = { ...REPORTS, fromMemory: false };
/** A command is not decided on what cannot be read; what was erased holds nothing any more. */
const COMMANDS: Reading = { fromMemory: true, passes: (why) => why instanceof StreamDeleted };
const COMMANDS_AFRESH: Reading = { ...COMMANDS, fromMemory: false };

/** States of streams of one kind. What was loaded for a question stays at hand until it is answered, whether or not the cache has room for all of it. */
class StatesAtHand<S> {
  private readonly loaded = new Map<string, S>();

  constructor(
    private readonly writer: StreamWriter,
    private readonly reading: Reading,
    private readonly fold: Fold<S>,
  ) {}

  of(stream: string): S | undefined {
    const loaded = this.loaded.get(stream);
    if (loaded !== undefined || !this.reading.fromMemory) return loaded;
    const why = this.writer.whyUnusable(stream);
    return this.writer.peek<S>(stream)?.state ?? (why && this.reading.passes(why) ? this.fold.initial(stream) : undefined);
  }

  async load(stream: string): Promise<void> {
    try {
      const { state } = await this.writer[this.reading.fromMemory ? 'load' : 'refresh'](this.fold, stream);
      this.loaded.set(stream, state);
    } catch (error) {
      if (!(error instanceof Error && this.reading.passes(error))) throw error;
      this.loaded.set(stream, this.fold.initial(stream));
    }
  }
}

/** Streams that a question is answered on. */
class StreamsAtHand {
  private readonly shipments: StatesAtHand<ShipmentState>;
  private readonly identifiers: StatesAtHand<IdentifierState>;

  constructor(writer: StreamWriter, reading: Reading) {
    this.shipments = new StatesAtHand(writer, reading, SHIPMENT.fold);
    this.identifiers = new StatesAtHand(writer, reading, IDENTIFIER.fold);
  }

  readonly known: KnownStreams = {
    shipment: (shipmentId) => this.shipments.of(shipmentStream(shipmentId)),
    identifier: (identifier) => this.identifiers.of(identifierStream(identifier)),
  };

  async load({ shipmentIds, identifiers }: MissingStreams): Promise<void> {
    await Promise.all([
      ...shipmentIds.map((shipmentId) => this.shipments.load(shipmentStream(shipmentId))),
      ...identifiers.map((identifier) => this.identifiers.load(identifierStream(identifier))),
    ]);
  }
}

/** Tries again and again, each time with the streams loaded that were missing before. It ends, since no stream is missing twice. */
async function untilAnswered<T>(
  writer: StreamWriter,
  reading: Reading,
  attempt: (known: KnownStreams) => Promise<Answer<T>> | Answer<T>,
): Promise<T> {
  const streams = new StreamsAtHand(writer, reading);
  for (;;) {
    const asked = await attempt(streams.known);
    if ('answer' in asked) return asked.answer;
    await streams.load(asked.missing);
  }
}

/** What a rule says, with every stream on its way loaded. */
export const untilKnown = <T>(writer: StreamWriter, rule: (known: KnownStreams) => T): Promise<T> =>
  untilAnswered(writer, REPORTS, (known) => ask(known, rule));

/** The same with every stream on the way read up to its end: for decisions that take something away. */
export const untilKnownAfresh = <T>(writer: StreamWriter, rule: (known: KnownStreams) => T): Promise<T> =>
  untilAnswered(writer, REPORTS_AFRESH, (known) => ask(known, rule));

/** Writes what is decided on a name's stream at its exact revision, and on others as they are known. */
export const writeKnowing = <R>(
  writer: StreamWriter,
  stream: string,
  decide: (view: StreamView<IdentifierState>, known: KnownStreams) => Step<R>,
): Promise<Written<R>> =>
  untilAnswered(writer, REPORTS, async (known) => {
    const { result, position } = await writer.write<IdentifierState, Answer<R>>(IDENTIFIER.fold, stream, (view) => {
      const own = identifierStream(view.state.identifier);
      const asked = ask(known, (others) =>
        decide(view, { ...others, identifier: (name) => (identifierStream(name) === own ? view.state : others.identifier(name)) }),
      );
      return 'missing' in asked ? { events: [], result: asked } : { ...asked.answer, result: { answer: asked.answer.result } };
    });
    return 'missing' in result ? result : { answer: { result: result.answer, position } };
  });

type DecideKnowing<S> = (state: S, known: KnownStreams) => Decision;

function carryOutOn<S, Id>(
  writer: StreamWriter,
  reading: Reading,
  aggregate: Aggregate<S, Id>,
  id: Id,
  command: Command,
  decide: DecideKnowing<S>,
): Promise<Done | Rejection> {
  return untilAnswered<Done | Rejection>(writer, reading, async (known) => {
    let missing: MissingStreams | undefined;
    const done = await carryOut(writer, aggregate, id, command, (state) => {
      const asked = ask(known, (others) => decide(state, others));
      missing = 'missing' in asked ? asked.missing : undefined;
      return 'answer' in asked ? asked.answer : [];
    });
    return missing ? { missing } : { answer: done };
  });
}

/** Carries out a command on one thing that is decided on others as well. */
export const carryOutKnowing = <S, Id>(
  writer: StreamWriter,
  aggregate: Aggregate<S, Id>,
  id: Id,
  command: Command,
  decide: DecideKnowing<S>,
): Promise<Done | Rejection> => carryOutOn(writer, COMMANDS, aggregate, id, command, decide);

/** The same with the streams of those others read up to their end. */
export const carryOutAfresh = <S, Id>(
  writer: StreamWriter,
  aggregate: Aggregate<S, Id>,
  id: Id,
  command: Command,
  decide: DecideKnowing<S>,
): Promise<Done | Rejection> => carryOutOn(writer, COMMANDS_AFRESH, aggregate, id, command, decide);
