import type { Role } from '@waybill/events';
import type { FastifyRequest } from 'fastify';

/** The API key that a request was sent with, and what it may do. */
export interface Caller {
  readonly keyId: string;
  readonly role: Role;
  readonly sourcePrefix?: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the door for every route that asks for a key. */
    caller: Caller | null;
    /** Set by the door once the request may go on. */
    admitted: boolean;
  }
}

/** Who sent a request on a route that asks for a key. The door lets no other in. */
export function callerOf({ caller }: FastifyRequest): Caller {
  if (!caller) throw new Error('the door let a request in without a key');
  return caller;
}

/** An integration reports for its own sources: below its prefix, or exactly the one source it is for. Operators report for any. */
export function maySendAs({ role, sourcePrefix }: Caller, source: string): boolean {
  if (role === 'operator') return true;
  if (!sourcePrefix) return false;
  return /[/:#]$/.test(sourcePrefix) ? source.startsWith(sourcePrefix) : source === sourcePrefix;
}
