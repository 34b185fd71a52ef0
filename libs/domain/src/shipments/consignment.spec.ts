import { foldConsignment, type Piece } from './consignment';
import { at } from './fixtures';

const delivered = (minutes: number): Piece => ({ status: 'DELIVERED', deliveredAt: at(minutes) });
const piece = (status: Piece['status']): Piece => ({ status });

describe('a consignment', () => {
  it.each<[string, Piece[], ReturnType<typeof foldConsignment>]>([
    ['of no pieces is none', [], undefined],
    ['has the status that all pieces share', [piece('IN_TRANSIT'), piece('IN_TRANSIT')], { status: 'IN_TRANSIT' }],
    ['is partial else', [piece('IN_TRANSIT'), delivered(5)], { status: 'PARTIAL' }],
    ['is delivered with its last piece', [delivered(9), delivered(5)], { status: 'DELIVERED', deliveredAt: at(9) }],
    ['is delivered when the others are cancelled', [piece('CANCELLED'), delivered(5)], { status: 'DELIVERED', deliveredAt: at(5) }],
    ['does not wait for cancelled pieces', [piece('CANCELLED'), piece('PICKED_UP')], { status: 'PICKED_UP' }],
    ['is cancelled when all pieces are', [piece('CANCELLED'), piece('CANCELLED')], { status: 'CANCELLED' }],
  ])('%s', (_, pieces, folded) => expect(foldConsignment(pieces)).toEqual(folded));

  it('can have very many pieces', () => {
    expect(foldConsignment(Array.from({ length: 200_000 }, (_, i) => delivered(i)))).toEqual({
      status: 'DELIVERED',
      deliveredAt: at(199_999),
    });
  });
});
