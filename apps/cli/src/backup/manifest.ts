import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { writePrivateFile } from '@waybill/platform';
import { z } from 'zod';
import { Refusal } from '../refusal';

const schema = z.object({
  format: z.literal(1),
  /** RFC 3339. */
  takenAt: z.string(),
  waybill: z.string(),
  events: z.number(),
  files: z.array(z.object({ path: z.string().regex(/^(events\/[\w.-]+|[\w-]+)$/), bytes: z.number(), sha256: z.string().optional() })),
});

/** What a backup holds. It is written last: a folder without it is not a whole backup. */
export type Manifest = z.infer<typeof schema>;

const manifestFile = (folder: string) => path.join(folder, 'backup.json');

export function writeManifest(folder: string, manifest: Manifest): void {
  writePrivateFile(manifestFile(folder), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** @throws Refusal when the folder is no backup, or one that was never finished. */
export function readManifest(folder: string): Manifest {
  try {
    return schema.parse(JSON.parse(fs.readFileSync(manifestFile(folder), 'utf8')));
  } catch {
    throw new Refusal(`${folder} is not a whole backup: it has no readable backup.json, which is written when everything else is there.`);
  }
}

export function sha256(file: string): string {
  return createHash('sha256').update(fs.readFileSync(file)).digest('hex');
}
