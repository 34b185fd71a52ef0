import { createLogger } from './logger';
import { TroubleLog } from './trouble-log';

it('tells of trouble when it begins, changes, lasts a minute more, and ends', () => {
  const said: string[] = [];
  const logger = createLogger({ service: 'test', destination: { write: (line) => said.push(JSON.parse(line).msg) } });
  let now = 0;
  const troubles = new TroubleLog(logger, { now: () => 0, monotonic: () => now });
  troubles.over('event store');
  for (now = 0; now < 61_000; now += 500) troubles.tell('event store', 'It does not answer.');
  troubles.tell('Postgres', 'It is away.');
  troubles.tell('event store', 'Its certificate has expired.');
  troubles.over('event store');
  troubles.over('event store');
  const again = 'It does not answer.';
  expect(said).toEqual([again, again, 'It is away.', 'Its certificate has expired.', 'The event store answers again.']);
});
