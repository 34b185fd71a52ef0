import { shrunken } from './effects';

it.each(['constructor', 'toString', '__proto__'])('nothing is expected under a name of which nothing was learned: %s', (name) => {
  expect(shrunken({}, [name])).toBeUndefined();
  expect(shrunken({ road: { value: 5, count: 10 } }, ['road', name])).toBe(5);
});
