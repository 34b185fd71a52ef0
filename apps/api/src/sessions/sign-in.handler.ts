import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EventLog } from '@waybill/event-store';
import { type Clock, readSignInTicket } from '@waybill/platform';
import { useSignInTicket } from '@waybill/tracking';
import { roleOpens } from '../access/access';
import { FailureLimit } from '../access/failure-limit';
import { KeyLookup } from '../access/key-lookup';
import { BOOTSTRAP_KEY_ID, KeyRing, type KnownKey } from '../access/key-ring';
import { Problem, retryLater } from '../http/problem';
import { CLOCK, DEPLOYMENT_KEY } from '../tokens';

export type Credential = { readonly key: string } | { readonly ticket: string };

/** Exchange an API key, or the ticket of a printed link, for a session in the browser. */
export class SignIn extends Command<KnownKey> {
  constructor(
    readonly credential: Credential,
    readonly address: string,
  ) {
    super();
  }
}

const wrong = (detail: string): Problem => new Problem('authentication-required', detail);

@CommandHandler(SignIn)
export class SignInHandler implements ICommandHandler<SignIn> {
  constructor(
    private readonly keys: KeyRing,
    private readonly lookup: KeyLookup,
    private readonly failures: FailureLimit,
    private readonly log: EventLog,
    @Inject(DEPLOYMENT_KEY) private readonly deploymentKey: Buffer,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws Problem */
  async execute({ credential, address }: SignIn): Promise<KnownKey> {
    if (!this.keys.isLoaded) throw retryLater('store-unavailable', 'Send the same again; the API keys are still being loaded.');
    const key = await ('key' in credential ? this.byKey(credential.key, address) : this.byTicket(credential.ticket, address));
    if (!roleOpens(key.role, 'coordinator')) throw new Problem('forbidden', 'Sign in with a key of the role operator or coordinator.');
    return key;
  }

  private async byKey(presented: string, address: string): Promise<KnownKey> {
    const key = this.keys.find(presented) ?? (await this.lookup.find(presented, address));
    if (key) return key;
    throw await this.failures.count(address, wrong('The API key is not valid, or was revoked; send another one.'));
  }

  private async byTicket(ticket: string, address: string): Promise<KnownKey> {
    const now = this.clock.now();
    const ticketId = readSignInTicket(this.deploymentKey, ticket, now);
    const operator = this.keys.withId(BOOTSTRAP_KEY_ID);
    if (ticketId && operator && (await useSignInTicket(this.log, ticketId, now))) return operator;
    const detail = 'The link was used, or is too old; sign in with an API key, or start Waybill again for a new link.';
    throw await this.failures.count(address, wrong(detail));
  }
}
