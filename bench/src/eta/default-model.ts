import fs from 'node:fs';
import path from 'node:path';
import { accuracyOf, DEFAULT_TRAINING, modelDigest, roadTrips, scoresOf, trainModel } from '@waybill/domain';
import { packedModel } from '@waybill/prediction';

/**
 * Writes the model that predicts until one that was trained on the own log is promoted: `npm run eta:default`. With `--check` it only tells
 * whether it comes out as it is kept. Weeks and seeds are those of the synthetic set of docs/eta.md.
 */
const root = path.resolve(__dirname, '../../../..');
const NAME = 'libs/prediction/src/default-model.data.ts';
const file = path.join(root, NAME);

const model = trainModel(roadTrips(1, 1_200, { weeks: 4 }), roadTrips(2, 1_200, { firstWeek: 4, weeks: 2 }), {
  ...DEFAULT_TRAINING,
  version: 'default',
  general: true,
});
const text = packedModel(model);
const did = accuracyOf(scoresOf(roadTrips(3, 1_000, { firstWeek: 6, weeks: 2 }), model).get('model') ?? []);
process.stdout.write(`Model ${modelDigest(model)}, ${text.length} bytes; on other trips: ${JSON.stringify(did)}\n`);
const source = `/** Written by \`npm run eta:default\`: JSON, compressed with gzip, as base64. */\nexport const DEFAULT_MODEL =\n  '${text}';\n`;
if (!process.argv.includes('--check')) fs.writeFileSync(file, source);
else if (fs.readFileSync(file, 'utf8') !== source) {
  process.stderr.write(`${NAME} is not what comes out: run npm run eta:default.\n`);
  process.exitCode = 1;
}
