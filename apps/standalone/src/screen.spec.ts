import path from 'node:path';
import { readyScreen, type Screen, shortPath } from './screen';

const screen: Screen = {
  apiUrl: 'http://127.0.0.1:3000',
  dataDir: path.resolve('.data'),
  operatorKey: 'wbk_abc',
  operatorKeyFile: path.resolve('.data/operator-api-key'),
  keyIsNew: true,
  signInTicket: 'TICKET',
  view: '',
  eventStore: 'unix:/x/event-node.sock',
  database: 'postgres://waybill:hidden@127.0.0.1:5433/postgres',
};

describe('first screen', () => {
  it('fits a terminal and gives a command that can be pasted', () => {
    const text = readyScreen(screen);
    expect(text.split('\n').length).toBeLessThan(24);
    expect(text).toContain('-H "Authorization: Bearer $(cat .data/operator-api-key)"');
    expect(text).not.toContain('hidden');
  });

  it('shows the key only when it is new', () => {
    expect(readyScreen(screen)).toContain('wbk_abc  (shown once; kept in .data/operator-api-key)');
    expect(readyScreen({ ...screen, keyIsNew: false })).not.toContain('wbk_abc');
    const given = readyScreen({ ...screen, keyIsNew: false, operatorKeyFile: undefined });
    expect(given).toContain('Bearer $OPERATOR_API_KEY');
    expect(given).not.toContain('wbk_abc');
  });

  it('begins with the link that signs in, on the view that was asked for', () => {
    const [first] = readyScreen({ ...screen, view: '?map=1,2,3' }).match(/https?:\S+/) ?? [];
    expect(first).toBe('http://127.0.0.1:3000/?map=1,2,3#ticket=TICKET');
  });

  it('quotes a path that a shell would split', () => {
    expect(readyScreen({ ...screen, operatorKeyFile: "/a b/it's" })).toContain(`$(cat '/a b/it'\\''s')`);
  });

  it('shortens what lies below here only', () => {
    expect([shortPath('/a/b/c', '/a/b'), shortPath('/a/x', '/a/b')]).toEqual(['c', '/a/x']);
  });
});
