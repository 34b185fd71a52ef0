import fs from 'node:fs';
import { FILE_FORMATS, isFileFormat, sourceOfFiles } from '@waybill/carriers';
import { type Identifier, instantAt, isTimeZone, parseSubject, subjectName } from '@waybill/events';
import { systemClock, type Terminal } from '@waybill/platform';
import { Command } from 'commander';
import { ImportFile } from '../import/file';
import { importFile } from '../import/import-file';
import { Summary } from '../import/summary';
import { sendEvents } from '../operator';
import { bytes, progressLine } from '../progress';
import { Refusal } from '../refusal';

interface Options {
  readonly format: string;
  readonly about?: string;
  readonly timeZone?: string;
  readonly source?: string;
  readonly report?: string;
}

function aboutOf(given: string): Identifier {
  const parsed = parseSubject(given);
  if ('fault' in parsed) throw new Refusal(`--about ${given}: ${parsed.fault}.`);
  return subjectName(parsed);
}

async function run(terminal: Terminal, path: string, { format, about, timeZone, source, report }: Options): Promise<void> {
  if (!isFileFormat(format)) throw new Refusal(`There is no format ${format}; use one of ${FILE_FORMATS.join(', ')}.`);
  if (timeZone !== undefined && !isTimeZone(timeZone)) throw new Refusal(`${timeZone} is no time zone, such as Europe/Riga.`);
  const file = new ImportFile(path);
  const total = file.size;
  const context = {
    receivedTime: instantAt(systemClock.now()),
    defaultTimeZone: timeZone,
    about: about === undefined ? undefined : aboutOf(about),
  };
  const [summary, started] = [new Summary(), systemClock.monotonic()];
  const all = report === undefined ? undefined : fs.openSync(report, 'w');
  try {
    for await (const outcomes of importFile(format, file.chunks(), context, source ?? sourceOfFiles(format), sendEvents)) {
      for (const outcome of outcomes) summary.add(outcome);
      if (all !== undefined) fs.writeSync(all, outcomes.map((outcome) => `${JSON.stringify(outcome)}\n`).join(''));
      terminal.status(progressLine('Importing', { done: file.done, total }, systemClock.monotonic() - started, bytes));
    }
  } finally {
    if (all !== undefined) fs.closeSync(all);
    for (const line of summary.lines()) terminal.say(line);
  }
  if (summary.refusals > 0) process.exitCode = 1;
}

/** `import`: takes a file in. The same file again is all duplicates, so one that was broken off is begun again from its start. */
export function importCommand(terminal: Terminal): Command {
  return new Command('import')
    .description('take in a file of reports, through the running API; again for the same file nothing is taken twice')
    .argument('<file>', 'the file; one packed with gzip is unpacked')
    .requiredOption('--format <name>', FILE_FORMATS.join(', '))
    .option('--about <scheme:value>', 'whom it is about, where the file does not say: vehicle:TRUCK-7')
    .option('--time-zone <name>', 'clock of local times whose place does not say which: Europe/Riga')
    .option('--source <uri>', "source of the reports; files of one source know each other's duplicates (urn:waybill:import:<format>)")
    .option('--report <file>', 'write what became of each line here, as JSON lines')
    .action((file: string, options: Options) => run(terminal, file, options));
}
