import {
  type Decision,
  defineGeofence,
  evolveGeofence,
  type Fold,
  type GeofenceState,
  initialGeofence,
  isRejection,
  type Rejection,
  redrawGeofence,
  retireGeofence,
} from '@waybill/domain';
import { derivedId, type FenceTerms, geofenceStream, type Instant } from '@waybill/events';
import { type Command, type CommandContext, commandOf, type Done, execute, type StreamWriter } from '@waybill/streams';

interface GeofenceMemory extends GeofenceState {
  /** Hash of the body of each command that was carried out, by its key. */
  readonly commands: Readonly<Record<string, string>>;
}

const geofenceFold: Fold<GeofenceMemory> = {
  initial: () => ({ ...initialGeofence, commands: {} }),
  evolve: ({ commands, ...state }, event) => {
    const { commandkey, commandhash = '' } = event.metadata;
    return { ...evolveGeofence(state, event), commands: commandkey ? { ...commands, [commandkey]: commandhash } : commands };
  },
};

const onGeofence = (writer: StreamWriter, geofenceId: string, command: Command, decide: (state: GeofenceState) => Decision) =>
  execute<GeofenceMemory>(
    writer,
    { fold: geofenceFold, stream: geofenceStream(geofenceId), subject: `geofence:${geofenceId}` },
    command,
    decide,
  );

/** Defines a fence; without a time from now on. */
export async function define(
  writer: StreamWriter,
  terms: FenceTerms,
  from: Instant | undefined,
  context: CommandContext,
): Promise<(Done & { readonly geofenceId: string }) | Rejection> {
  const command = commandOf('define geofence', context);
  const geofenceId = derivedId('geofence', command.id);
  const time = from ?? (writer.now() as Instant);
  const done = await onGeofence(writer, geofenceId, command, (state) => defineGeofence(state, { ...terms, geofenceId }, time));
  return isRejection(done) ? done : { ...done, geofenceId };
}

export function redraw(
  writer: StreamWriter,
  geofenceId: string,
  terms: FenceTerms,
  from: Instant | undefined,
  context: CommandContext,
): Promise<Done | Rejection> {
  const time = from ?? (writer.now() as Instant);
  const command = commandOf(`redraw ${geofenceId}`, context);
  return onGeofence(writer, geofenceId, command, (state) => redrawGeofence(state, { ...terms, geofenceId }, time));
}

export function retire(
  writer: StreamWriter,
  geofenceId: string,
  from: Instant | undefined,
  context: CommandContext,
): Promise<Done | Rejection> {
  const time = from ?? (writer.now() as Instant);
  // The time is in the address, not in the body, and part of what an Idempotency-Key stands for.
  const command = commandOf(`retire ${geofenceId} ${from ?? ''}`, context);
  return onGeofence(writer, geofenceId, command, (state) => retireGeofence(state, geofenceId, time));
}
