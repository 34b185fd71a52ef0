import { parsePlace, placeText } from './map-place';

it('reads what it has written', () => {
  const place = { centre: [13.405, -52.515], zoom: 11.25 } as const;
  expect(placeText(place)).toBe('-52.5150,13.4050,11.25');
  expect(parsePlace(placeText(place))).toEqual(place);
});

it.each(['', '1,2', 'a,b,c', '91,0,3', '1,181,3', '1,2,99', '1,2,3,4'])('takes %j for no place', (text) => {
  expect(parsePlace(text)).toBeUndefined();
});
