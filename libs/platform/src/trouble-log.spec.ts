import { createLogger } from './logger';
import { TroubleLog } from './trouble-log';

it('tells of trouble when it has lasted a moment, changes, lasts a minute more, and ends', () => {
  const said: string[] = [];
  const logger = createLogger({ service: 'test', destination: { write: (line) => said.push(JSON.parse(line).msg) } });
  let now = 0;
  const troubles = new TroubleLog(logger, { now: () => 0, monotonic: () => now });
  const away = (part: string, sentence: string, forMs: number) => {
    for (const end = now + forMs; now < end; now += 500) troubles.tell(part, sentence);
  };
  away('Postgres', 'It is away for a moment.', 2_500);
  troubles.over('Postgres');
  away('event store', 'It does not answer.', 64_000);
  away('event store', 'Its certificate has expired.', 1_000);
  troubles.over('event store');
  troubles.over('event store');
  expect(said).toEqual(['It does not answer.', 'It does not answer.', 'Its certificate has expired.', 'The event store answers again.']);
});
