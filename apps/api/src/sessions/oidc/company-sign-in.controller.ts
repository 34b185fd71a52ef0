import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Clock, Logger } from '@waybill/platform';
import { parse, serialize } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AccessFor } from '../../access/access';
import { Answers, AnswersPlainly, Problems, Summary } from '../../docs/describe';
import { Problem } from '../../http/problem';
import { PublicAddress } from '../../http/public-address';
import { CLOCK, LOGGER } from '../../tokens';
import { SESSION_MS, SessionCookies } from '../session-cookies';
import { ATTEMPT_MS, CompanySignIn, SignInFailed } from './company-sign-in';

const waysToSignIn = z
  .object({ issuer: z.string().nullable().describe('of the company’s own sign-in, begun at /v1/session/oidc; null where there is none') })
  .meta({ id: 'WaysToSignIn' });

const COOKIE = 'waybill-sign-in';
const PATH = '/v1/session/oidc';

/** Where the console says what went wrong. */
const failed = (why: 'failed' | 'forbidden'): string => `/#sign-in=${why}`;

/** The company's own sign-in. Without one, people sign in by API keys. */
@Controller('v1/session')
export class CompanySignInController {
  constructor(
    @Inject(CompanySignIn) private readonly company: CompanySignIn | null,
    private readonly cookies: SessionCookies,
    private readonly address: PublicAddress,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Get('ways')
  @AccessFor('anyone', { quiet: true })
  @Summary('How people sign in here', 'console')
  @Answers(200, waysToSignIn, 'Besides by an API key')
  ways(): z.infer<typeof waysToSignIn> {
    return { issuer: this.company?.settings.issuer ?? null };
  }

  @Get('oidc')
  @AccessFor('anyone')
  @Summary("Begin the company's own sign-in, in a browser", 'console')
  @AnswersPlainly(303, 'To the issuer, or to the console when that does not answer')
  @Problems('not-found')
  async begin(@Res() reply: FastifyReply): Promise<void> {
    const company = this.configured();
    try {
      const { address, attempt } = await company.begin(this.redirectUri());
      this.keep(reply, attempt, ATTEMPT_MS / 1_000);
      reply.header('cache-control', 'no-store').redirect(address, 303);
    } catch (error) {
      this.refuse(reply, error);
    }
  }

  @Get('oidc/callback')
  @AccessFor('anyone')
  @Summary('Where the issuer sends the browser back to', 'console')
  @AnswersPlainly(303, 'To the console: signed in for 12 hours, or with what went wrong')
  @Problems('not-found')
  async finish(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const company = this.configured();
    const current = new URL(this.redirectUri() + new URL(request.url, 'http://here').search);
    try {
      const person = await company.finish(current, parse(request.headers.cookie ?? '')[COOKIE]);
      this.keep(reply, '', 0);
      if (person) reply.header('set-cookie', this.cookies.signInPerson(person, this.clock.now() + SESSION_MS));
      reply.header('cache-control', 'no-store').redirect(person ? '/' : failed('forbidden'), 303);
    } catch (error) {
      this.refuse(reply, error);
    }
  }

  private configured(): CompanySignIn {
    if (this.company) return this.company;
    throw new Problem('not-found', 'Sign in with an API key; OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET are not set.');
  }

  private redirectUri(): string {
    return `${this.address.base}${PATH}/callback`;
  }

  /** Comes along when the issuer, another site, sends the browser back. */
  private keep(reply: FastifyReply, value: string, maxAge: number): void {
    const secure = this.address.base.startsWith('https:');
    reply.header('set-cookie', serialize(COOKIE, value, { httpOnly: true, sameSite: 'lax', secure, path: PATH, maxAge }));
  }

  /** People get a page, operators the reason. */
  private refuse(reply: FastifyReply, error: unknown): void {
    if (!(error instanceof SignInFailed)) throw error;
    this.logger.warn({ reason: error.message }, 'A sign-in at the issuer failed');
    reply.header('cache-control', 'no-store').redirect(failed('failed'), 303);
  }
}
