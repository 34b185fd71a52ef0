import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');
const cruise = (...paths: string[]) => {
  const { status, stdout } = spawnSync(join(root, 'node_modules/.bin/depcruise'), ['--config', '.dependency-cruiser.cjs', ...paths], {
    cwd: root,
    encoding: 'utf8',
  });
  return { status, stdout };
};

describe('the arrows between the rooms', () => {
  it('hold', () => {
    expect(cruise('libs', 'apps')).toMatchObject({ status: 0, stdout: expect.stringContaining('no dependency violations found') });
  }, 60_000);

  it('are noticed when they are broken', () => {
    const folder = mkdtempSync(join(root, 'libs/domain/src/planted-'));
    try {
      writeFileSync(join(folder, 'planted.ts'), "import 'typeorm';\nimport '@waybill/read-model';\nimport 'node:fs';\n");
      const { status, stdout } = cruise(folder.slice(root.length + 1));
      expect(status).not.toBe(0);
      for (const rule of ['libs-domain-stays-in-its-arrows', 'sql-in-the-read-model-only', 'the-core-is-pure'])
        expect(stdout).toContain(rule);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 60_000);
});
