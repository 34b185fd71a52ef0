import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { loadConfig } from '@waybill/platform';
import { openDataFolder } from './data-folder';
import { openKeys } from './keys';

const home = fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-folder-'));
afterAll(() => fs.rmSync(home, { recursive: true }));

describe('data folder', () => {
  it('gets a short socket path when its own would be too long for Linux', () => {
    const { socket } = openDataFolder(path.join(home, 'x'.repeat(120)));
    expect(Buffer.byteLength(socket)).toBeLessThanOrEqual(107);
    fs.rmSync(path.dirname(socket), { recursive: true });
  });

  it('that cannot be made says so', () => {
    fs.writeFileSync(path.join(home, 'file'), '');
    expect(() => openDataFolder(path.join(home, 'file', 'sub'))).toThrow(
      /cannot be written \(ENOTDIR\): make it writable, or choose another/,
    );
  });

  it('keeps the keys that it made', () => {
    const folder = openDataFolder(path.join(home, 'kept'));
    const first = openKeys(loadConfig({}), folder);
    expect(first.isNew).toBe(true);
    expect(openKeys(loadConfig({}), folder)).toEqual({ ...first, isNew: false });
  });

  it('does not keep keys that came from outside, and prefers them', () => {
    const folder = openDataFolder(path.join(home, 'given'));
    const deploymentKey = Buffer.alloc(32, 1).toString('base64url');
    const config = loadConfig({ OPERATOR_API_KEY: 'operator-key-0123', DEPLOYMENT_KEY: deploymentKey });
    expect(openKeys(config, folder)).toEqual({ operatorApiKey: 'operator-key-0123', isNew: false, deploymentKey });
    expect([folder.operatorKeyFile, folder.deploymentKeyFile].filter(fs.existsSync)).toEqual([]);
  });

  it('with a broken deployment key refuses to go on, since tracking links hang on it', () => {
    const folder = openDataFolder(path.join(home, 'broken'));
    fs.writeFileSync(folder.deploymentKeyFile, 'oops');
    expect(() => openKeys(loadConfig({}), folder)).toThrow(/does not hold a key of 32 bytes/);
  });
});
