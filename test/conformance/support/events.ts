import { randomUUID } from 'node:crypto';
import {
  type AppendResult,
  binaryEvent,
  type EventData,
  type EventStoreDBClient,
  jsonEvent,
  type ResolvedEvent,
  type StreamingRead,
} from '@eventstore/db-client';

/** A stream name that no other run has used. */
export function uniqueStream(what = 'case'): string {
  return `conformance${randomUUID().slice(0, 8)}-${what}`;
}

/** A new event; give an id to send the same event again. */
export function event(id: string = randomUUID(), type = 'Tested'): EventData {
  return jsonEvent({ id, type, data: { id }, metadata: { by: 'conformance' } });
}

/** That many new events. */
export function events(count: number, type = 'Tested'): EventData[] {
  return Array.from({ length: count }, () => event(randomUUID(), type));
}

/** An event whose data has exactly this many bytes and that has no metadata. */
export function eventOfSize(bytes: number, type = 'Large'): EventData {
  return binaryEvent({ type, data: Buffer.alloc(bytes, 7) });
}

/** A link to an event of another stream. */
export function linkTo(stream: string, revision: number | string): EventData {
  return binaryEvent({ type: '$>', data: Buffer.from(`${revision}@${stream}`) });
}

/** Everything that a read delivers. */
export async function collect(read: StreamingRead<ResolvedEvent>): Promise<ResolvedEvent[]> {
  const all: ResolvedEvent[] = [];
  for await (const resolved of read) all.push(resolved);
  return all;
}

/** Revisions of the events that a read delivers. */
export async function revisions(read: StreamingRead<ResolvedEvent>): Promise<number[]> {
  return (await collect(read)).map(({ event: found }) => Number(found?.revision));
}

/** How a promise ended: its value, or the error class's own name for what went wrong. */
export async function outcome(work: Promise<unknown>): Promise<unknown> {
  try {
    return await work;
  } catch (error) {
    return (error as { type?: string }).type ?? error;
  }
}

/** True when an append was acknowledged. A failure need not have a type: the client passes some gRPC errors on as they are. */
export async function acknowledged(append: Promise<AppendResult>): Promise<boolean> {
  return append.then(
    ({ success }) => success,
    () => false,
  );
}

/** Sets a stream's metadata to any JSON, also such that the client's own call would refuse. */
export function rawMetadata(client: EventStoreDBClient, stream: string, data: Record<string, unknown>): Promise<unknown> {
  return client.appendToStream(`$$${stream}`, jsonEvent({ type: '$metadata', data: data as { [key: string]: string } }));
}
