import { Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { Clock, Logger } from '@waybill/platform';
import type { View } from '@waybill/read-model';
import { parse, serialize } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AccessFor } from '../../access/access';
import type { KnownKey } from '../../access/key-ring';
import { Answers, AnswersPlainly, Problems, Summary } from '../../docs/describe';
import { Problem } from '../../http/problem';
import { PublicAddress } from '../../http/public-address';
import { CLOCK, LOGGER } from '../../tokens';
import { comesFrom, crossSite } from '../same-origin';
import { knownPerson, PERSON_SESSION_MS, SESSION_MS, SessionCookies } from '../session-cookies';
import { session, sessionOf } from '../sessions.schemas';
import { ATTEMPT_MS, CompanySignIn, SignInFailed, type Vouched } from './company-sign-in';
import { keepRenewal, renewalIn, signOutOf } from './renewal-cookie';

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
  @AnswersPlainly(303, 'To the console: signed in for an hour, or with what went wrong')
  @Problems('not-found')
  async finish(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const company = this.configured();
    const current = new URL(this.redirectUri() + new URL(request.url, 'http://here').search);
    try {
      const vouched = await company.finish(current, parse(request.headers.cookie ?? '')[COOKIE]);
      this.keep(reply, '', 0);
      if (vouched) this.letIn(reply, vouched, this.clock.now() + PERSON_SESSION_MS);
      reply.header('cache-control', 'no-store').redirect(vouched ? '/' : failed('forbidden'), 303);
    } catch (error) {
      this.refuse(reply, error);
    }
  }

  @Post('renewal')
  @HttpCode(200)
  @AccessFor('anyone')
  @Summary('Stay signed in for another hour, after the issuer was asked again', 'console')
  @Answers(200, session, 'The issuer lets this person in still, with this role; 12 hours after signing in it has to be done anew')
  @Problems('authentication-required', 'cross-site-request', 'not-found')
  async renew(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<View<typeof session>> {
    const company = this.configured();
    if (comesFrom(request) !== 'our page') throw crossSite();
    const vouched = await this.askAgain(company, renewalIn(request.headers.cookie));
    const until = this.clock.now() + PERSON_SESSION_MS;
    reply.header('cache-control', 'no-store');
    if (vouched) return sessionOf(this.letIn(reply, vouched, until));
    reply.header('set-cookie', signOutOf(this.cookies));
    throw new Problem('authentication-required', 'Sign in again: the issuer does not let this person in any more.');
  }

  /** What does not work now may work later, and the session lasts until its end. */
  private async askAgain(company: CompanySignIn, renewal: string | undefined): Promise<Vouched | undefined> {
    try {
      return await company.renew(renewal);
    } catch (error) {
      if (!(error instanceof SignInFailed)) throw error;
      throw new Problem('authentication-required', `Sign in again when the session ends: ${error.message}.`);
    }
  }

  private letIn(reply: FastifyReply, { person, renewal }: Vouched, until: number): KnownKey {
    reply.header('set-cookie', this.cookies.signInPerson(person, until));
    if (renewal !== undefined) reply.header('set-cookie', keepRenewal(renewal, this.cookies.secure, SESSION_MS / 1_000));
    return knownPerson(person, until);
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
    const { secure } = this.cookies;
    reply.header('set-cookie', serialize(COOKIE, value, { httpOnly: true, sameSite: 'lax', secure, path: PATH, maxAge }));
  }

  /** People get a page, operators the reason. */
  private refuse(reply: FastifyReply, error: unknown): void {
    if (!(error instanceof SignInFailed)) throw error;
    this.logger.warn({ reason: error.message }, 'A sign-in at the issuer failed');
    reply.header('cache-control', 'no-store').redirect(failed('failed'), 303);
  }
}
