import { processorLines } from './processor-lines';

const partition = (change: object) =>
  ({
    processor: 'shipments',
    kind: 'projection',
    version: 2,
    live: true,
    lagEvents: 0,
    lagSeconds: 0,
    state: 'running',
    note: null,
    deadLetters: 0,
    ...change,
  }) as never;

it('is as far behind, and as bad, as the worst partition', () => {
  const [line] = processorLines([
    partition({ lagEvents: 3, lagSeconds: 1 }),
    partition({ lagEvents: 40, lagSeconds: 0.2, state: 'halted', note: 'the store is an older copy', deadLetters: 2 }),
    partition({ state: 'retrying', note: 'the store is an older copy', deadLetters: 1 }),
  ]);
  expect(line).toMatchObject({ lagEvents: 40, lagSeconds: 1, state: 'halted', notes: ['the store is an older copy'], deadLetters: 3 });
});

it('keeps builds apart, the newest first', () => {
  const lines = processorLines([partition({}), partition({ version: 3, live: false }), partition({ processor: 'exceptions' })]);
  expect(lines.map(({ processor, version }) => `${processor} ${version}`)).toEqual(['exceptions 2', 'shipments 3', 'shipments 2']);
});
