import { FORMAT_NAMES, isFormatName } from '@waybill/carriers';
import { parseInstant } from '@waybill/events';
import { systemClock, type Terminal } from '@waybill/platform';
import { Command } from 'commander';
import { ask, listed } from '../operator';
import { progressLine } from '../progress';
import { Refusal } from '../refusal';
import { allChanges, changeLine, type Part, type SourceToRead, tellPart } from '../renormalize/changes';

interface Options {
  readonly format: string;
  readonly since?: string;
  readonly source?: string;
  readonly apply: boolean;
}

const HOUR_MS = 3_600_000;

async function sourcesOf(format: string, only: string | undefined): Promise<readonly SourceToRead[]> {
  const found: SourceToRead[] = [];
  for await (const source of listed<SourceToRead>('/v1/sources'))
    if (source.format === format && (only ?? source.id) === source.id) found.push(source);
  return found;
}

async function run(terminal: Terminal, { format, since, source: only, apply }: Options): Promise<void> {
  if (!isFormatName(format)) throw new Refusal(`There is no format ${format}; use one of ${FORMAT_NAMES.join(', ')}.`);
  const from = since === undefined ? undefined : parseInstant(/^\d{4}-\d\d-\d\d$/.test(since) ? `${since}T00:00:00Z` : since);
  if (since !== undefined && from === undefined)
    throw new Refusal(`--since ${since} is no time, such as 2026-03-01 or 2026-03-01T10:00:00Z.`);
  const sources = await sourcesOf(format, only);
  if (sources.length === 0)
    throw new Refusal(`There is no source of the format ${format}${only === undefined ? '' : ` with the id ${only}`}.`);
  const [started, now] = [systemClock.monotonic(), systemClock.now()];
  const shipments = new Set<string>();
  let [pushes, changes] = [0, 0];
  for (const source of sources) {
    const begin = from ?? parseInstant(source.createdAt) ?? 0;
    for await (const part of allChanges(source, from, apply, (address, body) => ask<Part>('POST', address, body))) {
      for (const change of part.changes) terminal.say(changeLine(change));
      for (const id of part.changes.flatMap(({ shipmentIds }) => shipmentIds)) shipments.add(id);
      [pushes, changes] = [pushes + part.pushes, changes + part.changes.length];
      const done = now - (parseInstant(part.readBackTo ?? '') ?? begin);
      const progress = { done: part.nextCursor === null ? now - begin : done, total: now - begin };
      terminal.status(progressLine(source.name, progress, systemClock.monotonic() - started, (ms) => `${Math.round(ms / HOUR_MS)} h`));
    }
  }
  for (const line of tellPart({ pushes, changes, shipments: shipments.size, apply })) terminal.say(line);
}

/** `renormalize`: reads pushes that were kept by the present status map. Tells what would change; with `--apply` it does. */
export function renormalizeCommand(terminal: Terminal): Command {
  return new Command('renormalize')
    .description('read pushes that were kept by the present status map, and list the shipments that would change and how')
    .requiredOption('--format <name>', FORMAT_NAMES.join(', '))
    .option('--since <time>', 'only pushes that were received since then: 2026-03-01')
    .option('--source <id>', 'only this source')
    .option('--apply', 'write the differences, as corrections; again, nothing is written', false)
    .action((options: Options) => run(terminal, options));
}
