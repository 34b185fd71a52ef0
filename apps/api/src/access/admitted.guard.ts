import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../http/problem';

/** Denies by default: no controller runs for a request that did not come through the door, whatever way it came. */
@Injectable()
export class AdmittedGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (context.switchToHttp().getRequest<FastifyRequest>().admitted) return true;
    throw new Problem('authentication-required', 'Send an API key: Authorization: Bearer <key>.');
  }
}
