import { EventEmitter, once } from 'node:events';
import { onShutdown } from './process';

class Watched extends EventEmitter {
  exit(code: number): void {
    this.emit('exited', code);
  }
}

describe('shutdown', () => {
  it.each(['SIGTERM', 'SIGINT', 'disconnect'])('on %s closes the parts in order, once, and exits 0', async (event) => {
    const watched = new Watched();
    const closed: string[] = [];
    const part = (name: string) => async () => {
      await new Promise((resolve) => setImmediate(resolve));
      closed.push(name);
    };
    onShutdown([part('http'), part('store')], { of: watched });
    const exited = once(watched, 'exited');
    watched.emit(event);
    watched.emit('SIGINT');
    expect(await exited).toEqual([0]);
    expect(closed).toEqual(['http', 'store']);
  });

  it('goes on after a part that fails, and exits 1', async () => {
    const watched = new Watched();
    const problems: unknown[] = [];
    let last = false;
    const broken = () => Promise.reject(new Error('stuck'));
    const stop = onShutdown([broken, () => (last = true)], { of: watched, onProblem: (_, error) => problems.push(error) });
    const exited = once(watched, 'exited');
    await stop();
    expect([await exited, last, problems]).toEqual([[1], true, [new Error('stuck')]]);
  });

  it('does not wait for ever', async () => {
    const watched = new Watched();
    onShutdown([() => new Promise(() => {})], { of: watched, deadlineMs: 20 });
    const exited = once(watched, 'exited');
    watched.emit('SIGTERM');
    expect(await exited).toEqual([1]);
  });

  it('ends at once when the parent was gone before', async () => {
    const watched = Object.assign(new Watched(), { connected: false });
    const exited = once(watched, 'exited');
    onShutdown([], { of: watched });
    expect(await exited).toEqual([0]);
  });
});
