import type { Progress } from './progress';
import { ProgressPoll } from './progress-poll';

/** Processors that are one position further whenever they are asked. */
function advancing(): ProgressPoll {
  let position = 0n;
  return new ProgressPoll(async () => {
    position += 1n;
    return [
      { name: 'shipments', kind: 'projection', version: 1, schema: 's', position, emitted: -1n, unfinished: false } satisfies Progress,
    ];
  });
}

const positionsIn = async (...asked: readonly Promise<readonly Progress[]>[]): Promise<(bigint | undefined)[]> =>
  (await Promise.all(asked)).map(([one]) => one?.position);

describe('how far the processors are', () => {
  it('is asked once for all who want to know at a time, and anew for whoever comes while that is answered', async () => {
    const poll = advancing();
    const first = [poll.next(), poll.next()];
    await Promise.resolve();
    await Promise.resolve();
    expect(await positionsIn(...first, poll.next(), poll.next())).toEqual([1n, 1n, 2n, 2n]);
  });

  it('is asked once for all who wait for a position', async () => {
    const poll = advancing();
    const waits = [3n, 3n, 2n].map((position) => poll.waitFor({ position, processors: ['shipments'], timeoutMs: 10_000 }));
    expect(await Promise.all(waits)).toEqual([true, true, true]);
    expect(await positionsIn(poll.next())).toEqual([4n]);
  });

  it('fails for those who asked, and is asked again by the next', async () => {
    let fails = true;
    const poll = new ProgressPoll(async () => {
      if (fails) throw new Error('away');
      return [];
    });
    const wait = poll.waitFor({ position: 1n, processors: [], timeoutMs: 10_000 });
    await expect(wait).rejects.toThrow('away');
    fails = false;
    expect(await poll.next()).toEqual([]);
  });
});
