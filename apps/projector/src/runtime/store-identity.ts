import type { EventLog } from '@waybill/event-store';
import { DEPLOYMENT_STREAM } from '@waybill/events';

/** The log is not the one that a checkpoint was made from: an older copy, or another deployment's. Nothing may be written. */
export class StoreMismatch extends Error {
  override readonly name = 'StoreMismatch';
}

/** What a checkpoint remembers of its log. */
export interface Remembered {
  readonly commit: bigint;
  readonly lastEvent: { readonly id: string; readonly position: bigint } | undefined;
  readonly deploymentId: string | undefined;
}

/** Id of the deployment whose log this is; undefined before its first start has written it down. */
export async function deploymentOf(log: EventLog): Promise<string | undefined> {
  for await (const event of log.read(DEPLOYMENT_STREAM, { maxCount: 1 })) {
    return event.type === 'dev.waybill.deployment-created.v1' ? event.data.deploymentId : undefined;
  }
  return undefined;
}

const ADVICE = 'Connect the right event store, or have the processor build anew from this one: npm run replay -- <processor>.';

async function standsThere(log: EventLog, { id, position }: { id: string; position: bigint }): Promise<boolean> {
  const event = await log.eventAt({ commit: position, prepare: position });
  return event?.eventId === id;
}

/**
 * Compares the log with what checkpoints remember of it: its deployment, its length, and the last event that was seen.
 * @throws StoreMismatch, and StoreUnavailable when the store cannot be asked
 */
export async function verifyStore(log: EventLog, deploymentId: string | undefined, checkpoints: Iterable<Remembered>): Promise<void> {
  const seen = new Set<string>();
  const head = (await log.head()).commit;
  for (const { commit, lastEvent, deploymentId: before } of checkpoints) {
    if (before !== undefined && before !== deploymentId) {
      throw new StoreMismatch(`The event store belongs to another deployment than the read models. ${ADVICE}`);
    }
    if (commit > head) throw new StoreMismatch(`The event store ends before what the read models already contain. ${ADVICE}`);
    if (!lastEvent || seen.has(lastEvent.id)) continue;
    seen.add(lastEvent.id);
    if (!(await standsThere(log, lastEvent))) {
      throw new StoreMismatch(`The event store lacks the last event that the read models contain. ${ADVICE}`);
    }
  }
}
