import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBearerAuth, ApiExtension, ApiSecurity } from '@nestjs/swagger';
import type { Role } from '@waybill/events';

/**
 * Who may use a route. `reporter`: keys that may send reports, that is an integration key (for its sources) and an operator's (for all).
 * `anyone`: no key; a tracking token or nothing at all is asked for.
 */
export type Access = 'anyone' | 'reporter' | 'coordinator' | 'operator';

const ROLES_OF = {
  reporter: ['operator', 'integration'],
  coordinator: ['operator', 'coordinator'],
  operator: ['operator'],
} as const satisfies Record<Exclude<Access, 'anyone'>, readonly Role[]>;

/** The roles that open a route. */
export const rolesOf = (access: Exclude<Access, 'anyone'>): readonly Role[] => ROLES_OF[access];
export const roleOpens = (role: Role, access: Exclude<Access, 'anyone'>): boolean => rolesOf(access).includes(role);

export interface AccessOptions {
  /** The body stays bytes; the route reads it itself. */
  readonly rawBody?: true;
  /** More than the 1 MiB that other routes take, and what the problem of a body beyond it says. */
  readonly largeBody?: { readonly maxBytes: number; readonly advice: string };
  /** Successes are logged at debug level only: metrics count them, and a line for each would cost more than the work. `always`: failures too. */
  readonly quiet?: true | 'always';
  /** `?access_token=` is taken too, as the CloudEvents web hook specification demands. */
  readonly tokenInQuery?: true;
}

/** What every route carries; the door reads it. A route without it stops the start of the process. */
export interface RouteAccess extends AccessOptions {
  readonly access: Access;
}

const security = ({ access, tokenInQuery }: RouteAccess) => {
  if (access === 'anyone') return [];
  return [ApiBearerAuth('apiKey'), ...(tokenInQuery ? [ApiSecurity('accessToken')] : [])];
};

/** Declares who may use a route. */
export const AccessFor = (access: Access, options: AccessOptions = {}): MethodDecorator & ClassDecorator =>
  applyDecorators(RouteConfig({ access, ...options }), ApiExtension('x-access', access), ...security({ access, ...options }));
