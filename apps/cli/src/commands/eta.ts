import { DEFAULT_TRAINING, judged, modelDigest, scoresOf, splitByTime, trainModel } from '@waybill/domain';
import { type Instant, instantAt } from '@waybill/events';
import { systemClock, type Terminal } from '@waybill/platform';
import { keepModel, liveModel, promoteModel } from '@waybill/prediction';
import { Command } from 'commander';
import { tripsIn, withLog } from '../eta/log';
import { accuracyLines } from '../eta/table';
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
        for (const line of accuracyLines(model.version, scores)) terminal.say(line);
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

/** `eta:report`: how good the live model is on the last weeks of the log. */
export function etaReport(terminal: Terminal): Command {
  return new Command('eta:report')
    .description(
      'how near the live model comes to the arrivals of the last weeks, by hours out, beside each way of saying it without learning',
    )
    .action(() =>
      withLog(async (log) => {
        const live = await liveModel(log);
        const { test } = splitByTime(await tripsIn(log, terminal));
        for (const line of accuracyLines(live.version, scoresOf(test, live))) terminal.say(line);
      }),
    );
}
