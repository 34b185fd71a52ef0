import { demoOptions } from './options';

it.each([
  [[], 12],
  [['--vehicles', '2000'], 2_000],
  [['--vehicles=0'], 0],
])('understands %j', (args, vehicles) => {
  expect(demoOptions(args)).toEqual({ vehicles });
});

it.each([[['--vehicles', 'many']], [['--vehicles', '-1']], [['--vehicles', '1e9']], [['--cars', '3']]])('refuses %j', (args) => {
  expect(() => demoOptions(args)).toThrow();
});
