import { Terminal } from './terminal';

describe('a terminal', () => {
  const written: string[] = [];
  const write = (text: string) => void written.push(text);
  beforeEach(() => void written.splice(0));

  it('overwrites its last line and cuts it to the width', () => {
    const terminal = new Terminal({ write, isTTY: true, columns: 6 }, () => 0);
    terminal.status('abcdefgh');
    terminal.say('done');
    expect(written).toEqual(['\r\u001b[2Kabcde', '\ndone\n']);
  });

  it('writes that line only now and then where nothing can be overwritten', () => {
    let now = 0;
    const terminal = new Terminal({ write }, () => now, 10);
    for (; now < 25; now += 1) terminal.status(`at ${now}`);
    expect(written).toEqual(['at 0\n', 'at 10\n', 'at 20\n']);
  });
});
