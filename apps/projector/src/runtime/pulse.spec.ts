import { answering, Pulse } from './pulse';

const seconds = (pulse: Pulse, count: number): void => {
  for (let i = 0; i < count; i += 1) pulse.secondPassed();
};

describe('the pulse of a loop', () => {
  it('counts seconds without a sign of life', () => {
    const pulse = new Pulse();
    seconds(pulse, 29);
    expect([pulse.silentSeconds, pulse.isHung]).toEqual([29, false]);
    seconds(pulse, 1);
    expect(pulse.isHung).toBe(true);
    pulse.moved();
    expect([pulse.silentSeconds, pulse.isHung]).toEqual([0, false]);
  });

  it('lets a piece of work be long while it is answered, but not for ever', () => {
    const pulse = new Pulse();
    for (let i = 0; i < 20; i += 1) {
      seconds(pulse, 15);
      expect(pulse.isHung).toBe(false);
      pulse.answered();
    }
    seconds(pulse, 15);
    pulse.answered();
    seconds(pulse, 15);
    expect(pulse.isHung).toBe(true);
  });

  it('hears every answer of what is asked: promises, items of a reading, and statements of a transaction', async () => {
    class Asked {
      private readonly word = 'yes';
      async query() {
        return this.word;
      }
      async *read() {
        yield this.word;
      }
      async transaction<T>(work: (tx: Asked) => Promise<T>): Promise<T> {
        return work(this);
      }
    }
    const pulse = new Pulse();
    const asked = answering(new Asked(), pulse);
    const silence = async (work: () => Promise<unknown>) => {
      seconds(pulse, 5);
      expect(await work()).toBe('yes');
      return pulse.silentSeconds;
    };
    expect(await silence(() => asked.query())).toBe(0);
    expect(await silence(async () => (await asked.read().next()).value)).toBe(0);
    expect(
      await silence(() =>
        asked.transaction(async (tx) => {
          await tx.query();
          expect(pulse.silentSeconds).toBe(0);
          return 'yes';
        }),
      ),
    ).toBe(0);
  });
});
