import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { CATALOGUE, EVENT_TYPES, isReportType, REPORT_TYPES } from '@waybill/events';
import { type RunningWaybill, startWaybill } from '../support/waybill';

const root = path.resolve(__dirname, '../..');
const run = promisify(execFile);
const FILES = ['docs/events.md', 'docs/openapi.json', 'README.md'];

describe('what is generated from source', () => {
  let waybill: RunningWaybill;
  beforeAll(async () => {
    waybill = await startWaybill();
  }, 60_000);
  afterAll(() => waybill?.stop(), 30_000);

  const send = (event: object) =>
    fetch(`${waybill.url}/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${waybill.operatorKey}`, 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify(event),
    });
  const exampleOf = (type: (typeof EVENT_TYPES)[number]) => ({
    specversion: '1.0',
    id: type,
    source: 'https://docs.example',
    type,
    subject: 'vehicle:TRUCK-7',
    time: '2026-03-01T10:00:00Z',
    data: CATALOGUE[type].example,
  });

  const check = (...more: string[]) => run(process.execPath, ['scripts/docs.mjs', '--check', '--api', waybill.url, ...more], { cwd: root });

  it('is as it stands in the docs and the README', async () => {
    expect((await check()).stdout).toBe('');
  }, 60_000);

  it('would be missed if a word were different', async () => {
    const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-docs-'));
    fs.cpSync(path.join(root, 'docs'), path.join(copy, 'docs'), { recursive: true });
    for (const file of FILES) {
      fs.writeFileSync(path.join(copy, file), fs.readFileSync(path.join(root, file), 'utf8').replaceAll('Most connections', 'Connections'));
    }
    fs.appendFileSync(path.join(copy, 'docs/events.md'), 'more\n');
    const differing = 'docs/events.md differs from its source\nREADME.md differs from its source\n';
    await expect(check('--in', copy)).rejects.toMatchObject({ code: 1, stdout: differing });
    fs.rmSync(copy, { recursive: true });
  }, 60_000);

  it.each(REPORT_TYPES)('the example of %s is taken in by the web hook', async (type) => {
    const answer = await send(exampleOf(type));
    expect({ status: answer.status, ...((await answer.json()) as object) }).toMatchObject({ status: 202, rejected: 0, parked: 1 });
  });

  it('lists no other type that the web hook would take in', async () => {
    for (const type of EVENT_TYPES.filter((type) => !isReportType(type))) expect((await send(exampleOf(type))).status).toBe(400);
  });
});
