import fs from 'node:fs';
import path from 'node:path';

function readVersion(folder: string): string {
  const file = path.join(folder, 'package.json');
  if (fs.existsSync(file)) {
    const manifest: { name?: string; version?: string } = JSON.parse(fs.readFileSync(file, 'utf8'));
    if (manifest.name === 'waybill') return manifest.version ?? '0.0.0';
  }
  const parent = path.dirname(folder);
  return parent === folder ? '0.0.0' : readVersion(parent);
}

/** Waybill's version. Looked up from here upwards, because source and build lie at different depths. */
export const version = readVersion(__dirname);
