import { randomUUID } from 'node:crypto';
import { type EventLog, NO_STREAM, WrongRevision } from '@waybill/event-store';
import { DEPLOYMENT_STREAM, formatInstant, storedEventId } from '@waybill/events';

/** Gives a new log its identity, once. Whatever is derived from a log remembers from which. */
export async function ensureDeployment(log: EventLog, now: number): Promise<void> {
  const deploymentId = randomUUID();
  const recordedtime = formatInstant(now);
  const source = 'urn:waybill:tracking';
  const metadata = { specversion: '1.0' as const, id: deploymentId, source, subject: 'deployment', time: recordedtime, recordedtime };
  const eventId = storedEventId(source, deploymentId, DEPLOYMENT_STREAM);
  try {
    await log.append(DEPLOYMENT_STREAM, NO_STREAM, [
      { eventId, type: 'dev.waybill.deployment-created.v1', data: { deploymentId }, metadata },
    ]);
  } catch (error) {
    if (!(error instanceof WrongRevision)) throw error;
  }
}
