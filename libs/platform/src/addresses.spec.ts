import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { addressFile, readAddresses, removeAddresses, writeAddresses } from './addresses';

describe('address file', () => {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-addresses-'));
  const addresses = {
    apiUrl: 'http://127.0.0.1:3000',
    eventStore: 'unix:/x/node.sock',
    pid: 1,
    pids: { api: 2 },
    startedAt: '2026-01-02T03:04:05.678Z',
  };
  afterAll(() => fs.rmSync(dataDir, { recursive: true }));

  it('is private, replaced as a whole, and gone after a stop', () => {
    writeAddresses(dataDir, { ...addresses, databaseUrl: 'postgres://a:b@c/d' });
    writeAddresses(dataDir, addresses);
    expect(readAddresses(dataDir)).toEqual(addresses);
    expect(fs.statSync(addressFile(dataDir)).mode & 0o777).toBe(0o600);
    expect(fs.readdirSync(dataDir)).toEqual(['addresses.json']);
    removeAddresses(dataDir);
    expect(readAddresses(dataDir)).toBeUndefined();
  });

  it('of another shape counts as none', () => {
    fs.writeFileSync(addressFile(dataDir), '{"apiUrl": 1}');
    expect(readAddresses(dataDir)).toBeUndefined();
  });
});
