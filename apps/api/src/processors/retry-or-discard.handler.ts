import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DeadLetterDesk, type DeadLetterOrder, type DeadLetterOutcome, type View } from '@waybill/read-model';
import { Problem } from '../http/problem';
import type { deadLetterAnswer } from './dead-letters.schemas';

/** `requested`: the projector does it within seconds; `discarded`: it was done before. */
export type DeadLetterAnswer = View<typeof deadLetterAnswer>;

/** Hand a key's events over again, or discard the one that fails and go on with those behind it. */
export class RetryOrDiscard extends Command<DeadLetterAnswer> {
  constructor(readonly order: DeadLetterOrder) {
    super();
  }
}

function answerTo(outcome: DeadLetterOutcome): DeadLetterAnswer {
  switch (outcome.outcome) {
    case 'requested':
      return { state: 'requested', events: outcome.events };
    case 'discarded':
      return { state: 'discarded', events: 0 };
    case 'not-found':
      throw new Problem(
        'dead-letter-not-found',
        'Take processor and key from GET /v1/dead-letters; what was handled is not listed any more.',
      );
    case 'busy':
      throw new Problem('conflict', 'Another request for this key is waiting; see in GET /v1/dead-letters how it went, then decide again.');
    case 'changed': {
      const { failing } = outcome;
      const now = failing === null ? 'None of its events fails now; retry them.' : `Event ${failing} is the one that fails now.`;
      throw new Problem('conflict', `That event is not the one that stops this key. ${now}`, { members: { failing } });
    }
  }
}

@CommandHandler(RetryOrDiscard)
export class RetryOrDiscardHandler implements ICommandHandler<RetryOrDiscard> {
  constructor(private readonly desk: DeadLetterDesk) {}

  async execute({ order }: RetryOrDiscard): Promise<DeadLetterAnswer> {
    return answerTo(await this.desk.order(order));
  }
}
