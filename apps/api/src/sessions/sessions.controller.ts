import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type Clock } from '@waybill/platform';
import type { View } from '@waybill/read-model';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccessFor } from '../access/access';
import type { KnownKey } from '../access/key-ring';
import { Answers, AnswersPlainly, Problems, Summary } from '../docs/describe';
import { CLOCK } from '../tokens';
import { signOutOf } from './oidc/renewal-cookie';
import { comesFrom, crossSite } from './same-origin';
import { SESSION_MS, SessionCookies } from './session-cookies';
import { session, sessionOf, signIn } from './sessions.schemas';
import { type Credential, SignIn } from './sign-in.handler';

/** Signing in to the console: the key stays out of the browser's memory and storage, a cookie that scripts cannot read stands for it. */
@Controller('v1/session')
export class SessionsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly cookies: SessionCookies,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(200)
  @AccessFor('anyone')
  @Summary('Sign in', 'console')
  @Answers(200, session, 'Signed in: the cookie of the answer stands for the key, for 12 hours or until the key is revoked')
  @Problems('authentication-required', 'forbidden', 'cross-site-request', 'too-many-failures', 'store-unavailable')
  async signIn(
    @Body({ schema: signIn }) credential: Credential,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<View<typeof session>> {
    if (comesFrom(request) === 'another page') throw crossSite();
    const key = await this.commands.execute(new SignIn(credential, request.ip));
    const until = this.clock.now() + SESSION_MS;
    reply.headers({ 'set-cookie': this.cookies.signIn(key, until), 'cache-control': 'no-store' });
    return sessionOf({ ...key, until });
  }

  @Get()
  @AccessFor('coordinator')
  @Summary('Who is signed in', 'console')
  @Answers(200, session, 'The key that the request was let in with')
  whoAmI(@Req() { caller }: FastifyRequest): View<typeof session> {
    return sessionOf(caller as KnownKey);
  }

  @Delete()
  @HttpCode(204)
  @AccessFor('anyone')
  @Summary('Sign out', 'console')
  @AnswersPlainly(204, 'Signed out')
  @Problems('cross-site-request')
  signOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): void {
    if (comesFrom(request) === 'another page') throw crossSite();
    reply.header('set-cookie', signOutOf(this.cookies));
  }
}
