import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type RunningApi, startApi } from '../support/api';
import { type RunningEventNode, startEventNode } from '../support/event-node';
import { startPostgres, type TestPostgres } from '../support/postgres';
import { type RunningProjector, startProjector } from '../support/projector';
import { alerts } from './support/watched';
import { type Block, expectation, paste, type Ran } from './walk-through';

jest.setTimeout(120_000);

const ROOT = path.resolve(__dirname, '../..');
const page = fs.readFileSync(path.join(ROOT, 'docs/production.md'), 'utf8');
const blocks: readonly Block[] = [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = '', text = '']) => ({
  language,
  text,
}));
/** These make secrets and certificates: what is started then has need of them. */
const SETTING_UP = 2;

describe('docs/production.md', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-operator-'));
  let node: RunningEventNode;
  let postgres: TestPostgres;
  let apis: RunningApi[];
  let projectors: RunningProjector[];
  let ran: readonly Ran[];
  const outputOf = (part: string) => ran.find(({ text }) => text.includes(part))?.output ?? '';

  beforeAll(async () => {
    for (const name of ['deploy', 'scripts', 'package.json']) fs.symlinkSync(path.join(ROOT, name), path.join(folder, name));
    const commands = blocks.filter(({ language }) => language === 'bash');
    await paste(commands.slice(0, SETTING_UP), process.env, folder);
    const secrets = Object.fromEntries(
      fs
        .readFileSync(path.join(folder, '.env'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => line.split('=') as [string, string]),
    );
    [node, postgres] = await Promise.all([startEventNode(), startPostgres()]);
    const address = { eventStoreUrl: node.address, databaseUrl: postgres.url };
    apis = await Promise.all([startApi(address, undefined, secrets), startApi(address, undefined, secrets)]);
    projectors = await Promise.all([startProjector(address), startProjector(address)]);
    const rest = blocks.slice(blocks.indexOf(commands[SETTING_UP] as Block));
    ran = await paste(rest, { ...process.env, WAYBILL_URL: apis[0]?.url }, folder);
  });
  afterAll(async () => {
    await Promise.all([...(apis ?? []), ...(projectors ?? [])].map((process) => process.kill()));
    await Promise.all([node?.stop(), postgres?.stop()]);
    fs.rmSync(folder, { recursive: true });
  });

  it('has every command run, or says that it is not', () => {
    expect(blocks.filter(({ language }) => !['bash', 'sh', 'json'].includes(language))).toEqual([]);
    const notRun = page.match(/^\*Not run by the tests: [^*]+\*\n\n```sh$/gm) ?? [];
    expect(notRun).toHaveLength(blocks.filter(({ language }) => language === 'sh').length);
    expect(ran.length).toBeGreaterThanOrEqual(6);
  });

  it('makes what the compose file has need of', () => {
    expect(fs.statSync(path.join(folder, '.env')).mode & 0o077).toBe(0);
    for (const file of ['trusted/ca.crt', 'store-1/node.key', 'store-3/node.crt', 'gateway/node.key'])
      expect(fs.existsSync(path.join(folder, 'certs', file))).toBe(true);
  });

  it('gives the answers that it shows', () => {
    for (const { output, sample } of ran)
      if (sample?.language === 'json') expect(JSON.parse(output)).toEqual(expectation(JSON.parse(sample.text)));
    expect(outputOf('/builds')).toMatch(/^shipments v1 by definition \d+: live\n[\s\S]*geofences v1 by definition \d+: live$/m);
    expect(outputOf('verify').match(/^Equal: /gm)?.length).toBeGreaterThanOrEqual(4);
    for (const name of ['shipments', 'identifiers', 'exceptions', 'geofences', 'sites'])
      expect(outputOf('--all')).toMatch(new RegExp(`^${name} v\\d+ is live\\.$`, 'm'));
    expect(outputOf('dead-letters')).toMatch(/\S/);
  });

  it('names every alert that there is, with what it goes by', () => {
    const rows = [...page.matchAll(/^\| `(Waybill\w+)` \| `([a-z_]+)/gm)].map(([, alert, metric]) => [alert, metric]);
    expect(rows.map(([alert]) => alert)).toEqual(alerts().map(({ alert }) => alert));
    for (const [name, metric] of rows) {
      const { expr } = alerts().find(({ alert }) => alert === name) as { expr: string };
      expect([name, expr.includes(String(metric))]).toEqual([name, true]);
    }
  });
});
