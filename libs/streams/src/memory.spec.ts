import type { Fold } from '@waybill/domain';
import { asRead, type NewEvent, storedEventId } from '@waybill/events';
import { NextAppend, StreamMemory } from './memory';

/** A fold that keeps nothing at all. */
const forgetful: Fold<null> = { initial: () => null, evolve: () => null };
const event = (n: number, key?: string): NewEvent => ({
  eventId: storedEventId('urn:x', String(n), 'apikey-K'),
  type: 'dev.waybill.api-key-revoked.v1',
  data: { keyId: 'K' },
  metadata: {
    specversion: '1.0',
    id: String(n),
    source: 'urn:x',
    subject: 'api-key:K',
    time: '2026-03-01T00:00:00Z',
    recordedtime: '2026-03-01T00:00:00Z',
    ...(key && { commandkey: key, commandhash: `hash of ${key}` }),
  },
});

describe('command keys', () => {
  it('are kept of every stream, whatever its fold keeps', () => {
    const memory = new StreamMemory('apikey-K', forgetful);
    memory.apply(asRead(event(0, 'first'), { stream: 'apikey-K', revision: 0, position: 1n, preparePosition: 1n }));
    memory.apply(asRead(event(1), { stream: 'apikey-K', revision: 1, position: 2n, preparePosition: 2n }));
    expect([...memory.commands]).toEqual([['first', 'hash of first']]);
  });

  it('are known to the steps that share an append before it is made, and to others after it', () => {
    const memory = new StreamMemory('apikey-K', forgetful);
    const next = new NextAppend(memory).add([event(0, 'first')]);
    expect([next.commands.get('first'), memory.commands.get('first')]).toEqual(['hash of first', undefined]);
    memory.takeOver(next, 1n);
    expect(memory.commands.get('first')).toBe('hash of first');
  });
});
