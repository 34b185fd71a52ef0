import { randomUUID } from 'node:crypto';
import { type Aggregate, type Decision, type Draft, isRejection, type Rejection, refuseAhead, reject } from '@waybill/domain';
import { bodyHash, derivedId, formatInstant, type Instant, type NewEvent, storedEventId } from '@waybill/events';
import type { StreamView } from './memory';
import type { StreamWriter } from './stream-writer';
import type { Step } from './writing';

/** Who sent a command, and how to recognise it when it is sent again. */
export interface CommandContext {
  /** Id of the API key. */
  readonly caller: string;
  readonly idempotencyKey?: string;
  /** The body as it was sent; another body under the same key is refused. */
  readonly body: unknown;
  readonly traceparent?: string;
}

export const COMMAND_SOURCE = 'urn:waybill:command';

/** A command that is being carried out. The same (caller, key) gives the same id, so that repeating it completes it. */
export interface Command {
  readonly id: string;
  /** Undefined without an Idempotency-Key. */
  readonly key?: string;
  readonly hash: string;
  readonly traceparent?: string;
}

/** `operation` is part of what the key stands for: the same body sent to another operation is another command. */
export function commandOf(operation: string, { caller, idempotencyKey, body, traceparent }: CommandContext): Command {
  const key = idempotencyKey === undefined ? undefined : derivedId('command', caller, idempotencyKey);
  return { id: key ?? randomUUID(), key, hash: bodyHash([operation, body]), traceparent };
}

/** The events that drafts become in a stream. */
function stamp(stream: string, subject: string, drafts: readonly Draft[], command: Command, now: number): NewEvent[] {
  const recordedtime = formatInstant(now);
  return drafts.map(({ type, data, time }, index) => {
    const id = `${command.id}:${index}`;
    return {
      eventId: storedEventId(COMMAND_SOURCE, id, stream),
      type,
      data,
      metadata: {
        specversion: '1.0',
        id,
        source: COMMAND_SOURCE,
        subject,
        time: time === undefined ? recordedtime : formatInstant(time),
        recordedtime,
        correlationid: command.id,
        commandhash: command.hash,
        ...(command.key && { commandkey: command.key }),
        ...(command.traceparent && { traceparent: command.traceparent }),
      },
    };
  });
}

/** The position to wait for before the command's effect can be read. */
export interface Done {
  readonly position: bigint;
}

/** The decision as a step: a repeated command is recognised before anything is decided, refusals are made sure of. */
function stepOf<S>(
  memory: StreamView<S>,
  subject: string,
  command: Command,
  now: Instant,
  decide: (state: S) => Decision,
): Step<Rejection | undefined> {
  const known = command.key === undefined ? undefined : memory.commands.get(command.key);
  if (known !== undefined) return { events: [], result: known === command.hash ? undefined : reusedKey() };
  const decision = refuseAhead(decide(memory.state), now);
  if (isRejection(decision)) return { events: [], result: decision, doubtful: true };
  return { events: stamp(memory.stream, subject, decision, command, now), result: undefined };
}

export const reusedKey = (): Rejection =>
  reject('idempotency-key-reused', 'This Idempotency-Key was used for another body; take a new one.');

/** Carries out a command on one thing. */
export async function carryOut<S, Id>(
  writer: StreamWriter,
  { fold, stream, subject }: Aggregate<S, Id>,
  id: Id,
  command: Command,
  decide: (state: S, memory: StreamView<S>) => Decision,
): Promise<Done | Rejection> {
  const { result, position } = await writer.write<S, Rejection | undefined>(fold, stream(id), (memory) =>
    stepOf(memory, subject(id), command, writer.now(), (state) => decide(state, memory)),
  );
  return result ?? { position };
}
