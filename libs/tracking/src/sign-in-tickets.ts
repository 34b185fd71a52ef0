import { randomUUID } from 'node:crypto';
import { type EventLog, NO_STREAM, WrongRevision } from '@waybill/event-store';
import { formatInstant, signInTicketStream, storedEventId } from '@waybill/events';

/** Uses up a ticket, for every process and also over restarts: its stream can begin once. @returns false when it was used before */
export async function useSignInTicket(log: EventLog, ticketId: string, now: number): Promise<boolean> {
  const stream = signInTicketStream(ticketId);
  const recordedtime = formatInstant(now);
  const source = 'urn:waybill:tracking';
  // An id of its own for each try: the store would take an equal event for the same one, and let both in.
  const id = randomUUID();
  const metadata = { specversion: '1.0' as const, id, source, subject: `ticket:${ticketId}`, time: recordedtime, recordedtime };
  try {
    const event = { type: 'dev.waybill.sign-in-ticket-used.v1' as const, data: { ticketId }, metadata };
    await log.append(stream, NO_STREAM, [{ ...event, eventId: storedEventId(source, id, stream) }]);
    return true;
  } catch (error) {
    if (error instanceof WrongRevision) return false;
    throw error;
  }
}
