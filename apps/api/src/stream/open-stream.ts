import type { FastifyReply } from 'fastify';
import { type Holder, Listener } from './listener';

/** Makes an answer a stream that stays open. @param now monotonic, milliseconds */
export function openStream(reply: FastifyReply, holder: Holder, now: number): Listener {
  const headers = Object.fromEntries(Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)]));
  reply.hijack();
  return new Listener(reply.raw, holder, now, headers);
}
