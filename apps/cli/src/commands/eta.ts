import fs from 'node:fs';
import path from 'node:path';
import { DEFAULT_TRAINING, judged, modelDigest, recordedScores, scoresOf, splitByTime, trainModel } from '@waybill/domain';
import type { EventLog } from '@waybill/event-store';
import { type Instant, instantAt } from '@waybill/events';
import { systemClock, type Terminal } from '@waybill/platform';
import { keepModel, liveModel, promoteModel } from '@waybill/prediction';
import { Command } from 'commander';
import { recordedTripsIn, tripsIn, withLog } from '../eta/log';
import { picturesOf } from '../eta/picture';
import { accuracyLines, groupLines } from '../eta/table';
import { Refusal } from '../refusal';

const now = (): Instant => instantAt(systemClock.now());
const today = (): string => new Date(systemClock.now()).toISOString().replace(/[:.]/g, '').slice(0, 15);

/** `eta:train`: trains a model on what the log has and puts it in the place of the live one, unless it is worse. */
export function etaTrain(terminal: Terminal): Command {
  return new Command('eta:train')
    .description(
      'train a model that predicts arrivals on the log, try it on the last weeks beside the live one, and promote it unless it is worse',
    )
    .option('--shadow', 'try and keep it only; the live model stays')
    .option('--model-version <name>', 'its name (default: the time)')
    .option('--seed <number>', 'of what looks like chance', Number, DEFAULT_TRAINING.seed)
    .action(({ shadow = false, modelVersion = today(), seed }: { shadow?: boolean; modelVersion?: string; seed: number }) =>
      withLog(async (log) => {
        const { training, calibration, test } = splitByTime(await tripsIn(log, terminal));
        terminal.say(`${training.length} shipments teach, ${calibration.length} calibrate, ${test.length} of the last weeks test.`);
        const [model, live] = [
          trainModel(training, calibration, { ...DEFAULT_TRAINING, seed, version: modelVersion }),
          await liveModel(log),
        ];
        const { scores, candidate, live: liveDid, objections } = judged(model, live, test);
        for (const line of accuracyLines(`model ${model.version}`, scores)) terminal.say(line);
        terminal.say(`live model ${live.version}: ${liveDid ? `${liveDid.meanError.toFixed(1)} min on the same` : 'nothing on the same'}`);
        if (!candidate) throw new Refusal(`Nothing was kept: ${objections.join('; ')}.`);
        await keepModel(log, model, candidate, now());
        terminal.say(`Model ${model.version} is kept, digest ${modelDigest(model)}, seed ${seed}.`);
        if (shadow) return terminal.say(`The live model stays ${live.version}.`);
        if (objections.length > 0) throw new Refusal(`It is not promoted, ${live.version} stays: ${objections.join('; ')}.`);
        await promoteModel(log, model, live.version, now());
        terminal.say(`Model ${model.version} is live.`);
      }),
    );
}

interface ReportOptions {
  readonly liveModel?: true;
  readonly svg?: string;
}

/** How good the live model is on the last weeks of the log, whether or not it predicted then. */
async function reportOfModel(log: EventLog, terminal: Terminal): Promise<void> {
  const live = await liveModel(log);
  const { test } = splitByTime(await tripsIn(log, terminal));
  for (const line of accuracyLines(`model ${live.version}`, scoresOf(test, live))) terminal.say(line);
}

/** How good what was said was, as it was believed then. */
async function reportOfPredictions(log: EventLog, svg: string | undefined, terminal: Terminal): Promise<void> {
  const trips = await recordedTripsIn(log, terminal);
  const scores = recordedScores(trips);
  for (const line of accuracyLines('predicted', scores)) terminal.say(line);
  for (const by of ['mode', 'carrier', 'lane'] as const) for (const line of groupLines(by, trips)) terminal.say(line);
  if (svg === undefined) return;
  for (const [name, picture] of Object.entries(picturesOf(scores.get('model') ?? []))) {
    const file = path.join(svg, name);
    fs.mkdirSync(svg, { recursive: true });
    fs.writeFileSync(file, picture);
    terminal.say(`Drawn: ${file}`);
  }
}

/** `eta:report`: how good the predictions that were given out were. */
export function etaReport(terminal: Terminal): Command {
  return new Command('eta:report')
    .description(
      'how near predictions of arrivals came, as they were given out: by hours out, mode, carrier and lane, beside each way of saying it without learning',
    )
    .option('--live-model', 'what the live model says of the last weeks of the log instead, whatever predicted then')
    .option('--svg <folder>', 'draw error and coverage by hours out there, too')
    .action(({ liveModel: ofModel, svg }: ReportOptions) =>
      withLog((log) => (ofModel ? reportOfModel(log, terminal) : reportOfPredictions(log, svg, terminal))),
    );
}
