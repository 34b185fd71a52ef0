import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import { isDead, ownerName } from './owner';

describe('the owner of a lease', () => {
  const self = ownerName();

  it('is dead when its process on this machine is gone, or had the id that is ours now', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    expect(isDead(`${hostname()}/${pid}/aaaaaaaa`, self)).toBe(true);
    expect(isDead(`${hostname()}/${process.pid}/aaaaaaaa`, self)).toBe(true);
  });

  it('is taken for alive when it may be: ourselves, a running process, another machine', () => {
    expect(isDead(self, self)).toBe(false);
    expect(isDead(`${hostname()}/${process.ppid}/aaaaaaaa`, self)).toBe(false);
    expect(isDead('elsewhere/1/aaaaaaaa', self)).toBe(false);
  });
});
