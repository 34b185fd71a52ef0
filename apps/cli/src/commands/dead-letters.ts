import { setTimeout as sleep } from 'node:timers/promises';
import type { Terminal } from '@waybill/platform';
import { Command } from 'commander';
import { ask, listed } from '../operator';
import { Refusal } from '../refusal';

type DeadLetter = {
  readonly processor: string;
  readonly key: string;
  readonly position: string;
  readonly eventId: string;
  readonly type: string;
  readonly error: string | null;
  readonly retries: number;
  readonly request: string | null;
};
type Answer = { readonly state: 'requested' | 'discarded'; readonly events: number };

const LOOK_MS = 250;
/** The projector looks for requests about once a second; one that is away for longer is worth a word. */
const PATIENCE_MS = 30_000;

const deadLetters = (filter: Record<string, string>): AsyncGenerator<DeadLetter> => listed('/v1/dead-letters', filter);

const inWords = ({ processor, key, position, eventId, type, error, retries }: DeadLetter): string =>
  `${processor}  ${key}  ${position}  ${eventId}  ${type}  ${error === null ? 'waits' : `failed${retries > 0 ? `, ${retries} retries` : ''}: ${error}`}`;

async function list(terminal: Terminal, filter: Record<string, string>): Promise<void> {
  let count = 0;
  for await (const letter of deadLetters(filter)) {
    terminal.say(inWords(letter));
    count += 1;
  }
  if (count === 0) terminal.say('No event is set aside.');
}

async function first(processor: string, key: string): Promise<DeadLetter | undefined> {
  for await (const letter of deadLetters({ processor, key })) return letter;
  return undefined;
}

/** Waits for the projector. @throws Refusal when an event failed again, or no projector does it */
async function carriedOut(processor: string, key: string): Promise<void> {
  for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_MS) {
    const letter = await first(processor, key);
    if (!letter) return;
    if (letter.request === null) throw new Refusal(`It failed: ${letter.error ?? 'see the list'}. The key stays stopped.`);
    await sleep(LOOK_MS);
  }
  throw new Refusal('No projector has done it yet. The request stays; see GET /v1/processors for who runs this processor.');
}

async function order(
  terminal: Terminal,
  action: 'retry' | 'discard',
  body: { processor: string; key: string; eventId?: string; reason?: string },
) {
  const { state, events } = await ask<Answer>('POST', `/v1/dead-letters/${action}`, body);
  if (state === 'discarded') return terminal.say('It was discarded before.');
  await carriedOut(body.processor, body.key);
  const handled = action === 'retry' ? events : events - 1;
  terminal.say(
    `${action === 'retry' ? 'Retried' : 'Discarded the event that failed'}: ${handled} events were handled, ${body.key} goes on.`,
  );
}

/** `dead-letters`: events that a processor could not handle, and what becomes of them. */
export function deadLettersCommand(terminal: Terminal): Command {
  const command = new Command('dead-letters').description('events that a processor could not handle, with those that wait behind them');
  command
    .command('list')
    .description('list them')
    .option('--processor <name>', 'only of this processor')
    .option('--key <key>', 'only of this key, for example a shipment id')
    .action((filter: Record<string, string>) => list(terminal, filter));
  command
    .command('retry')
    .description('hand the events of a key over again, in order')
    .argument('<processor>')
    .argument('<key>')
    .action((processor: string, key: string) => order(terminal, 'retry', { processor, key }));
  command
    .command('discard')
    .description('skip the event that fails for good, and go on with those behind it')
    .argument('<processor>')
    .argument('<key>')
    .option('--event-id <id>', 'only when it is this event that fails')
    .option('--reason <text>', 'kept with the event')
    .action((processor: string, key: string, more: { eventId?: string; reason?: string }) =>
      order(terminal, 'discard', { processor, key, ...more }),
    );
  return command;
}
