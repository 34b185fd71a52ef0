import { routeOf, routeText } from './route-text';

it('reads the places that it has written', () => {
  const route = [
    [9.99, 53.55],
    [11.58, -48.14],
  ];
  expect(routeText(route)).toBe('53.55, 9.99\n-48.14, 11.58');
  expect(routeOf(routeText(route))).toEqual(route);
});

it.each(['53.55 9.99', '53.55;9.99', ' 53.55,9.99 \n\n'])('takes %j as people write it', (text) => {
  expect(routeOf(text)).toEqual([[9.99, 53.55]]);
});

it.each(['Hamburg', '53.55', '91, 9', '53, 181', '1, 2, 3'])('refuses %j and says which line it is', (line) => {
  expect(() => routeOf(`1, 2\n${line}`)).toThrow(`“${line}”`);
});
