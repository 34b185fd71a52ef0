import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ConfigurationError, configurationTable, inheritedEnvironment, loadConfig } from '.';
import { settings } from './settings';

const problemsOf = (env: Record<string, string>) => {
  try {
    loadConfig(env);
  } catch (error) {
    return (error as ConfigurationError).problems;
  }
  return [];
};

describe('configuration', () => {
  it('needs nothing', () => {
    expect(loadConfig({})).toEqual({
      port: 3000,
      host: '127.0.0.1',
      dataDir: path.resolve('.data'),
      oidcScope: 'openid profile',
      oidcRoleClaim: 'roles',
      oidcOperators: ['waybill-operator'],
      oidcCoordinators: ['waybill-coordinator'],
      publicUrl: 'http://127.0.0.1:3000',
      trustProxy: [],
      maxConnectionsPerAddress: 1000,
      logLevel: 'info',
      databasePoolSize: 10,
      databasePreparedStatements: true,
    });
  });

  it('reads its own examples', () => {
    const examples = Object.fromEntries(Object.entries(settings).map(([name, setting]) => [name, setting.example]));
    const { PMTILES_FILE: _, ...others } = examples;
    const config = loadConfig(others);
    expect(config.processors).toEqual(['shipments', 'exceptions']);
    expect(config.trustProxy).toEqual(['10.0.0.5', '192.168.0.0/16']);
    expect(config.deploymentKey).toHaveLength(32);
    expect(config.publicUrl).toBe('https://track.example');
  });

  it('lists everything wrong at once and what to do, without showing secrets', () => {
    const env = { PORT: '70000', EVENTSTORE_URL: 'http://user:hunter2@x', DEPLOYMENT_KEY: 'hunter2', TRUST_PROXY: '*', LOG_LEVEL: 'loud' };
    expect(problemsOf(env).map((problem) => problem.split(':')[0])).toEqual(Object.keys(env));
    expect(() => loadConfig(env)).toThrow(/PORT: "70000" is not usable; give a whole number from 0 to 65535 \(example: 8080\)/);
    expect(problemsOf(env).join()).not.toContain('hunter2');
  });

  it.each(['esdb://127.0.0.1:2113?tls=false', 'esdb+discover://a,b,c', 'unix:/tmp/x.sock', '127.0.0.1:2113'])(
    'takes %s as event store',
    (url) => {
      expect(loadConfig({ EVENTSTORE_URL: url }).eventStoreUrl).toBe(url);
    },
  );

  it.each(['true', '*', '1', '10.0.0.0/33', 'loopback'])('does not trust "%s" as a proxy', (value) => {
    expect(problemsOf({ TRUST_PROXY: value })).toHaveLength(1);
  });

  it('takes one base map', () => {
    const both = { MAP_STYLE_URL: 'https://tiles.example/style.json', PMTILES_FILE: 'streets.pmtiles' };
    expect(problemsOf(both)).toEqual(['MAP_STYLE_URL and PMTILES_FILE: set one of them']);
    expect(loadConfig({ PMTILES_FILE: 'streets.pmtiles' }).pmtilesFile).toBe(path.resolve('streets.pmtiles'));
    expect(problemsOf({ MAP_STYLE_URL: 'mapbox://styles/x' })).toHaveLength(1);
  });

  it('takes all of an identity provider, or none of it', () => {
    expect(problemsOf({ OIDC_ISSUER: 'https://login.acme.example', OIDC_CLIENT_ID: 'waybill' })).toEqual([
      'OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET: set all three, or none',
    ]);
    const config = loadConfig({
      OIDC_ISSUER: 'https://a.example/',
      OIDC_CLIENT_ID: 'w',
      OIDC_CLIENT_SECRET: 's',
      OIDC_OPERATORS: 'it, ops',
    });
    expect(config).toMatchObject({ oidcIssuer: 'https://a.example', oidcOperators: ['it', 'ops'] });
  });

  it('takes an empty variable as unset', () => {
    expect(loadConfig({ PORT: '', DATABASE_URL: '' })).toMatchObject({ port: 3000, databaseUrl: undefined });
  });

  it('reads a secret from the file that _FILE names, and says which file it could not read', () => {
    const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-config-')), 'key');
    fs.writeFileSync(file, 'wbk_0123456789abcdef\n');
    expect(loadConfig({ OPERATOR_API_KEY_FILE: file }).operatorApiKey).toBe('wbk_0123456789abcdef');
    fs.rmSync(path.dirname(file), { recursive: true });
    expect(problemsOf({ OPERATOR_API_KEY_FILE: file })).toEqual([expect.stringContaining(`${file} cannot be read (ENOENT)`)]);
  });

  it('links to localhost when it listens everywhere', () => {
    expect(loadConfig({ HOST: '0.0.0.0', PORT: '8080' }).publicUrl).toBe('http://localhost:8080');
    expect(loadConfig({ HOST: '::1' }).publicUrl).toBe('http://[::1]:3000');
  });

  it('documents every setting in its table', () => {
    const table = configurationTable();
    for (const name of Object.keys(settings)) expect(table).toContain(`| \`${name}\``);
    expect(table).toContain('| `PORT` | `3000` |');
  });

  it('hands on the environment with changes', () => {
    expect(inheritedEnvironment({ A: '1', B: undefined }, { B: '2', C: '3' })).toEqual({ A: '1', C: '3' });
  });
});
