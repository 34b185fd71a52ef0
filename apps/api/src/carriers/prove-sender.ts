import { FORMATS, isFormatName, type Verification } from '@waybill/carriers';
import type { Instant } from '@waybill/events';
import { BrokenSealError, type Logger } from '@waybill/platform';
import { Problem } from '../http/problem';
import type { KnownSource } from '../sources/source-book';
import type { Sources } from '../sources/sources';
import type { Push } from './push-record';

/** Why a sender is not let in, in words for its integrator. The words do not help to guess a secret. */
const WORDS: Readonly<Record<Extract<Verification, { verified: false }>['fault'], string>> = {
  'no-secret': 'The source has no secret; give it one with PUT /v1/sources/{id}.',
  'header-missing': 'The header that proves the sender is missing.',
  'header-repeated': 'The header that proves the sender came more than once.',
  'header-malformed': 'The header that proves the sender is not written as this format writes it.',
  'signature-wrong': 'The signature is not one of the body as it came, under a secret of this source.',
  'outside-time-window': 'The signed time is too far from now.',
};

/** Tells whether a push comes from the sender that an address was made for. */
export class ProvenSenders {
  constructor(
    private readonly sources: Sources,
    private readonly logger: Logger,
  ) {}

  /** The source that an address leads to, when its sender has proven itself. @throws Problem */
  async prove(format: string, sourceId: string, { body, headers, url }: Push, now: Instant): Promise<KnownSource> {
    const source = await this.sources.find(sourceId);
    if (!source || !isFormatName(format) || source.format !== format)
      throw new Problem('source-not-found', 'Check the address; an operator has it from GET /v1/sources.');
    if (source.retired) throw new Problem('source-retired', 'Nothing is taken at this address any more; ask the operator for another one.');
    const secrets = this.secretsOf(source, now);
    const verification: Verification = secrets
      ? FORMATS[format].verify(body, headers, url, secrets, now)
      : { verified: false, fault: 'signature-wrong' };
    if (verification.verified) return source;
    throw new Problem('sender-not-verified', WORDS[verification.fault], { members: { reason: verification.fault } });
  }

  /** Secrets that cannot be opened prove no sender; without them an address alone would let every sender in. */
  private secretsOf(source: KnownSource, now: Instant): string[] | undefined {
    try {
      return this.sources.secretsOf(source, now);
    } catch (err) {
      if (!(err instanceof BrokenSealError)) throw err;
      this.logger.error({ err, format: source.format }, 'The secrets of a source were sealed under another deployment key: it is refused');
      return undefined;
    }
  }
}
